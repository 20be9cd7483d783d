"""Every select on the office's own texts."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from examportal.db import db
from examportal.mail.texts.models import LetterText
from examportal.mail.texts.rules import Text, read


@cache
def _newest() -> Select[LetterText]:
    """Put together once and kept: every letter asks this."""
    own = LetterText.kind == bindparam("kind")
    return select(LetterText).where(own).order_by(LetterText.id.desc()).limit(1)


def find_newest(kind: str) -> LetterText | None:
    """Find the last version of a letter's text, also one that gave the portal its own text back."""
    return db.session.scalar(_newest(), {"kind": kind})


def find_in_force(kind: str) -> Text | None:
    """Find the office's own text of a letter, None when the portal's is in force."""
    found = find_newest(kind)
    if found is None or found.subject is None or found.body is None:
        return None
    return read(kind, found.subject, found.body)


def versions(kind: str, limit: int) -> Sequence[LetterText]:
    """Return the last versions of a letter's text, newest first."""
    query = select(LetterText).where(LetterText.kind == kind)
    return db.session.scalars(query.order_by(LetterText.id.desc()).limit(limit)).all()


def kinds_of_ones_own() -> set[str]:
    """Return the letters whose own text is in force."""
    newest = select(func.max(LetterText.id)).group_by(LetterText.kind)
    query = select(LetterText.kind).where(LetterText.id.in_(newest), LetterText.body.is_not(None))
    return set(db.session.scalars(query))
