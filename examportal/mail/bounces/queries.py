"""Every select about letters that came back."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select

from examportal.db import among, db
from examportal.mail.bounces.models import BounceTally
from examportal.mail.models import OutgoingLetter


def letters_for_change(message_ids: Sequence[str]) -> Mapping[str, OutgoingLetter]:
    """Return the letters with these Message-IDs, locked in the order of their ids."""
    query = select(OutgoingLetter).where(among(OutgoingLetter.message_id, message_ids)).order_by(OutgoingLetter.id)
    found = db.session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return {letter.message_id: letter for letter in found}


def find_tally(day: date, finding: str) -> BounceTally | None:
    """Return the count of a day, locked."""
    query = select(BounceTally).where(BounceTally.day == day, BounceTally.finding == finding)
    return db.session.scalar(query.with_for_update())


def tallies_since(day: date) -> Mapping[str, int]:
    """Return how many messages of each kind came since a day."""
    query = select(BounceTally.finding, func.sum(BounceTally.count)).where(BounceTally.day >= day)
    return {finding: int(count) for finding, count in db.session.execute(query.group_by(BounceTally.finding))}
