"""Every select on profiles."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from examportal.accounts.models import Account
from examportal.accounts.staff.models import StaffMember
from examportal.db import ask, db
from examportal.profile.models import Profile
from examportal.profile.rules import ProfileData
from examportal.register.marks.queries import phone_mark
from examportal.register.models import Examiner
from examportal.register.opening import opened
from examportal.register.rules import PersonalData

_OWN = (
    select(
        *(Examiner.first_names, Examiner.last_name, Examiner.login_number, Account.email),
        *(Examiner.row_key, Examiner.sealed, Profile.row_key, Profile.sealed),
    )
    .join(Account, Account.examiner_id == Examiner.id)
    .join(Profile, Profile.examiner_id == Examiner.id)
    .where(Examiner.id == bindparam("examiner_id"))
)


@dataclass(frozen=True)
class Own:
    """What register, keys and profile hold of a person who has an account."""

    first_names: str
    last_name: str
    login_number: str | None
    email: str
    personal: PersonalData
    profile: ProfileData

    @property
    def has_another_name(self) -> bool:
        """Whether the profile names the person otherwise than the register."""
        return not self.profile.is_named(self.last_name, self.first_names)


def get_own(examiner_id: int) -> Own:
    """Return what a person's own page shows, but for the numbers; asked in one go, since everybody lands there."""
    row = ask(_OWN, {"examiner_id": examiner_id}).one()
    written = Profile(row_key=row[6], sealed=row[7]).unseal()
    return Own(row[0], row[1], row[2], row[3], opened(row[4], row[5]), ProfileData.from_document(written))


def find_row(examiner_id: int) -> Profile | None:
    """Find the sealed row of a person."""
    return db.session.scalar(select(Profile).where(Profile.examiner_id == examiner_id))


def get_profile(examiner_id: int) -> ProfileData:
    """Open what a person has written in the profile; every account has one."""
    row = db.session.scalars(select(Profile).where(Profile.examiner_id == examiner_id)).one()
    return ProfileData.from_document(row.unseal())


def find_profile(examiner_id: int) -> ProfileData | None:
    """Open what a person has written in the profile, None when there is none (yet)."""
    row = find_row(examiner_id)
    return ProfileData.from_document(row.unseal()) if row else None


def phone_index(phone: str) -> str:
    """Return the blind index under which a person with this phone number (E.164) is found."""
    return phone_mark(phone)


def by_phone(phone: str, limit: int) -> Sequence[int]:
    """Return the ids of people who have written this phone number (E.164) in their profile."""
    query = select(Profile.examiner_id).where(Profile.phone_index == phone_index(phone))
    return db.session.scalars(query.order_by(Profile.examiner_id).limit(limit)).all()


def staff_by_id(member_ids: Sequence[int]) -> Sequence[StaffMember]:
    """Return some of the staff, of whom an examiner's history tells; unknown ids are left out."""
    return db.session.scalars(select(StaffMember).where(StaffMember.id.in_(member_ids))).all()
