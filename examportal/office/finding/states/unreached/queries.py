"""Whose newest letter did not arrive: from the letters to their people, and from a person to the letters."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from examportal.mail.models import OutgoingLetter

_PERSON = "examiner:"


def newest_unreached() -> tuple[Any, list[ColumnElement[bool]]]:
    """Return the driver of people whose newest letter did not reach them; a letter tells whom as `examiner:12`.

    Put in order first: PostgreSQL then looks for newer letters only of those who come onto the page.
    """
    letter = aliased(OutgoingLetter)
    whom = cast(func.substr(letter.about, len(_PERSON) + 1), Integer).label("whom")
    of_people = func.substr(letter.about, 1, len(_PERSON)) == _PERSON
    some = select(whom, letter.about, letter.id).where(_unreached(letter), of_people).order_by(whom)
    unreached = some.offset(0).subquery()
    return unreached.c.whom, [~_newer(unreached.c)]


def holds_unreached(examiner_id: Any) -> ColumnElement[bool]:
    """Return the same as a condition on one person."""
    letter = aliased(OutgoingLetter)
    theirs = letter.about == literal(_PERSON) + cast(examiner_id, String)
    return select(literal(1)).where(theirs, _unreached(letter), ~_newer(letter)).offset(0).exists()


def _unreached(letter: Any) -> ColumnElement[bool]:
    """Return the condition of the index `ix_outgoing_letter_unreached`, word for word."""
    return or_(letter.bounced_at.is_not(None), and_(letter.given_up_at.is_not(None), letter.withdrawn_at.is_(None)))


def _newer(letter: Any) -> ColumnElement[bool]:
    later = aliased(OutgoingLetter)
    after = later.about == letter.about, later.id > letter.id
    return select(literal(1)).where(*after, later.withdrawn_at.is_(None)).offset(0).exists()
