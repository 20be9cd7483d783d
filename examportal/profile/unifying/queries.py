"""Every select on joined records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from examportal.core import clock
from examportal.db import db
from examportal.profile.unifying.models import Unification
from examportal.profile.unifying.rules import UNDO_TIME
from examportal.register.models import Examiner


class UnificationUnknown(LookupError):  # noqa: N818 - the name of the finding
    """There is no such joining of records."""


@dataclass(frozen=True)
class Joined:
    """A record that was joined to another one, and until when they can be parted."""

    unification_id: int
    kept_id: int
    first_names: str
    last_name: str
    made_at: datetime

    @property
    def until(self) -> datetime:
        """When the time to part them ends."""
        return self.made_at + UNDO_TIME


def get_unification(unification_id: int) -> Unification:
    """Return one joining; raises UnificationUnknown."""
    found = db.session.get(Unification, unification_id, populate_existing=True)
    if found is None:
        raise UnificationUnknown
    return found


def joined_to(kept_id: int) -> list[Joined]:
    """Return the records that were joined to this one and can still be parted from it, the last first."""
    lasting = Unification.undone_at.is_(None), Unification.made_at > clock.now() - UNDO_TIME
    rows = db.session.execute(_joined().where(Unification.kept_id == kept_id, *lasting).order_by(Unification.id.desc()))
    return [Joined(*row) for row in rows]


def all_records_of(kept_id: int) -> list[int]:
    """Return the ids of a person: the one that is kept and those of the records joined to it, however long ago."""
    joined = select(Examiner.id).where(Examiner.unified_into == kept_id).order_by(Examiner.id)
    return [kept_id, *db.session.scalars(joined)]


def get_joined(unification_id: int) -> Joined:
    """Return one joined record, parted or not; raises UnificationUnknown."""
    row = db.session.execute(_joined().where(Unification.id == unification_id)).one_or_none()
    if row is None:
        raise UnificationUnknown
    return Joined(*row)


def _joined() -> Select[int, int, str, str, datetime]:
    columns = Unification.id, Unification.kept_id, Examiner.first_names, Examiner.last_name, Unification.made_at
    return select(*columns).join(Examiner, Examiner.id == Unification.joined_id)


def find_kept(examiner_id: int) -> int | None:
    """Find the record that holds what this one held before it was joined, however often that one was joined on."""
    kept = None
    while examiner_id := _joined_into(examiner_id) or 0:
        kept = examiner_id
    return kept


def _joined_into(examiner_id: int) -> int | None:
    return db.session.scalar(select(Examiner.unified_into).where(Examiner.id == examiner_id))


def past_parting(now: datetime) -> Sequence[Unification]:
    """Return the joinings that can no longer be undone and still hold what undoing would need."""
    old = Unification.made_at <= now - UNDO_TIME, Unification.sealed.is_not(None)
    return db.session.scalars(select(Unification).where(*old).order_by(Unification.id).limit(1000)).all()
