"""Every select on cases of recovery."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.queries import all_colleagues
from examportal.accounts.staff.rules import MemberState, Permission
from examportal.core import clock, tokens
from examportal.core.errors import LinkUnknown
from examportal.db import db
from examportal.journal.events import Event
from examportal.mail.models import DeliveryAttempt, OutgoingLetter
from examportal.profile.models import Profile
from examportal.recovery.models import AccessLink, CaseNotice, CaseProof, OwnProofKind, RecoveryCase
from examportal.recovery.proving.rules import ProofKind
from examportal.recovery.rules import Told
from examportal.register.entries.models import EntryChange

_AFRESH = {"populate_existing": True}


class CaseUnknown(LookupError):  # noqa: N818 - the name of the finding
    """There is no such case."""


def get_case(case_id: int) -> RecoveryCase:
    """Return a case; raises CaseUnknown."""
    case = db.session.get(RecoveryCase, case_id)
    if case is None:
        raise CaseUnknown
    return case


def get_for_change(case_id: int) -> RecoveryCase:
    """Return a case locked until the end of the transaction and read anew; its person is locked before."""
    query = select(RecoveryCase).where(RecoveryCase.id == case_id).with_for_update()
    return db.session.scalars(query, execution_options=_AFRESH).one()


def told_in(case: RecoveryCase) -> Told:
    """Open what was told."""
    return Told.from_document(case.unseal())


def is_taken(number: str) -> bool:
    """Tell whether a case has this number."""
    return db.session.scalar(select(RecoveryCase.id).where(RecoveryCase.number == number)) is not None


def find_by_number(number: str) -> RecoveryCase | None:
    """Find a case by its number."""
    return db.session.scalar(select(RecoveryCase).where(RecoveryCase.number == number))


def find_open(examiner_id: int) -> RecoveryCase | None:
    """Find the open case of a person."""
    query = select(RecoveryCase).where(RecoveryCase.examiner_id == examiner_id, RecoveryCase.ended_at.is_(None))
    return db.session.scalar(query)


def open_cases(after: int, limit: int) -> Sequence[RecoveryCase]:
    """Return open cases, the one that was opened first first, behind `after`."""
    query = select(RecoveryCase).where(RecoveryCase.ended_at.is_(None), RecoveryCase.id > after)
    return db.session.scalars(query.order_by(RecoveryCase.id).limit(limit)).all()


def ended_cases(before: int | None, limit: int) -> Sequence[RecoveryCase]:
    """Return ended cases, the one that was opened last first, before `before`."""
    query = select(RecoveryCase).where(RecoveryCase.ended_at.is_not(None))
    if before is not None:
        query = query.where(RecoveryCase.id < before)
    return db.session.scalars(query.order_by(RecoveryCase.id.desc()).limit(limit)).all()


def to_review(limit: int) -> Sequence[RecoveryCase]:
    """Return cases that somebody has approved alone and nobody else has looked at, the one due first first."""
    query = select(RecoveryCase).where(RecoveryCase.review_due_on.is_not(None), RecoveryCase.reviewed_at.is_(None))
    return db.session.scalars(query.order_by(RecoveryCase.review_due_on, RecoveryCase.id).limit(limit)).all()


def told_before(moment: datetime, limit: int) -> Sequence[RecoveryCase]:
    """Return some cases that ended before a moment and still tell something."""
    old = RecoveryCase.ended_at < moment, RecoveryCase.sealed.is_not(None)
    return db.session.scalars(select(RecoveryCase).where(*old).order_by(RecoveryCase.id).limit(limit)).all()


def proofs_of(case_id: int) -> Sequence[CaseProof]:
    """Return the proofs of a case that count, in the order in which they were noted."""
    query = select(CaseProof).where(CaseProof.case_id == case_id, CaseProof.taken_back_at.is_(None))
    return db.session.scalars(query.order_by(CaseProof.id)).all()


def all_proofs_of(case_ids: Sequence[int]) -> Sequence[CaseProof]:
    """Return every proof of some cases."""
    return db.session.scalars(select(CaseProof).where(CaseProof.case_id.in_(case_ids))).all()


def changed_kinds() -> list[ProofKind]:
    """Return the kinds of proof that the office has changed or added, in the order of their codes."""
    rows = db.session.scalars(select(OwnProofKind).order_by(OwnProofKind.code))
    return [ProofKind(row.code, row.label, row.points, row.in_use) for row in rows]


def find_kind(code: str) -> OwnProofKind | None:
    """Find a kind of proof that the office has changed or added."""
    return db.session.get(OwnProofKind, code)


def handlers() -> frozenset[int]:
    """Return who of the staff can sign in and handles cases."""
    return frozenset(
        one.member.id
        for one in all_colleagues(clock.now())
        if one.state is MemberState.ACTIVE and Permission.HANDLE_CASES in one.permissions
    )


def members_at(addresses: Sequence[str]) -> frozenset[int]:
    """Return who of the staff has one of some e-mail addresses."""
    lower = {address.lower() for address in addresses if address}
    return frozenset(db.session.scalars(select(StaffMember.id).where(StaffMember.email.in_(lower))))


def register_changed_since(examiner_id: int, moment: datetime) -> bool:
    """Tell whether somebody of the office has changed a person's data by hand since a moment."""
    by_hand = EntryChange.examiner_id == examiner_id, EntryChange.event == str(Event.PERSON_CORRECTED)
    query = select(EntryChange.id).where(*by_hand, EntryChange.made_at >= moment)
    return db.session.scalar(query.limit(1)) is not None


def profile_saved_since(examiner_id: int, moment: datetime) -> bool:
    """Tell whether a person's profile was saved since a moment."""
    query = select(Profile.id).where(Profile.examiner_id == examiner_id, Profile.saved_at >= moment)
    return db.session.scalar(query) is not None


def notices_of(case_id: int) -> Sequence[CaseNotice]:
    """Return the notices of a case."""
    return db.session.scalars(select(CaseNotice).where(CaseNotice.case_id == case_id).order_by(CaseNotice.id)).all()


def notices_tried(case_id: int, since: datetime) -> list[datetime] | None:
    """Return when each letter that tells of a case since a moment was first tried; None when one was not yet."""
    first = select(func.min(DeliveryAttempt.attempted_at)).where(DeliveryAttempt.letter_id == OutgoingLetter.id)
    tried = func.coalesce(first.scalar_subquery(), OutgoingLetter.given_up_at)
    query = select(tried).join(CaseNotice, CaseNotice.letter_id == OutgoingLetter.id)
    found = list(db.session.scalars(query.where(CaseNotice.case_id == case_id, CaseNotice.issued_at >= since)))
    return None if None in found else [one for one in found if one is not None]


def get_notice(token: str) -> CaseNotice:
    """Return a notice by the token of its link, read anew; raises LinkUnknown."""
    query = select(CaseNotice).where(CaseNotice.token_digest == tokens.digest(token))
    notice = db.session.scalar(query, execution_options=_AFRESH)
    if notice is None:
        raise LinkUnknown
    return notice


def get_link(token: str) -> AccessLink:
    """Return a link to a new password by its token, read anew; raises LinkUnknown."""
    query = select(AccessLink).where(AccessLink.token_digest == tokens.digest(token))
    link = db.session.scalar(query, execution_options=_AFRESH)
    if link is None:
        raise LinkUnknown
    return link


def newest_link(case_id: int) -> AccessLink | None:
    """Find the link to a new password that went out last."""
    query = select(AccessLink).where(AccessLink.case_id == case_id)
    return db.session.scalar(query.order_by(AccessLink.id.desc()).limit(1))


def changes_since(examiner_id: int, moment: datetime) -> Sequence[EntryChange]:
    """Return what the desk has changed about a person since a moment, the last first."""
    query = select(EntryChange).where(EntryChange.examiner_id == examiner_id, EntryChange.made_at >= moment)
    return db.session.scalars(query.order_by(EntryChange.id.desc()).limit(20)).all()
