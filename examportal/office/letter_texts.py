"""What the pages of the letters' texts show: which there are, how one reads with a real name, and a letter to try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from examportal.accounts.staff.queries import names_of
from examportal.accounts.staff.rules import staff_ids
from examportal.config import settings
from examportal.core import clock
from examportal.journal.rules import Actor
from examportal.mail import compose, service
from examportal.mail.letter import Letter
from examportal.mail.texts import queries
from examportal.mail.texts.models import LetterText
from examportal.mail.texts.rules import KINDS, Text, read
from examportal.office.happenings import party_words
from examportal.register.entries.queries import longest_name

SHOWN = 20
_NOBODY = "Maksymiliana Konstancja Brzęczyszczykiewicz-Kowalewska"
_LINK = "/przykladowy-link"
_NUMBERS = (("1-20456", "Egzamin maturalny – biologia"), ("1-20457", "Egzamin ósmoklasisty – język polski"))
_LIFETIME = timedelta(hours=72)


@dataclass(frozen=True)
class Version:
    """One version of a text, and by whom it was saved."""

    author: str
    text: LetterText


@dataclass(frozen=True)
class Editing:
    """A text as it is opened to be changed: what is in force, and what was before."""

    kind: str
    subject: str
    body: str
    seen: int
    is_own: bool
    versions: Sequence[Version]


def open_text(kind: str) -> Editing:
    """Return the text of a letter that is in force, the office's or the portal's."""
    found = queries.versions(kind, SHOWN)
    names = names_of(staff_ids(one.author for one in found))
    versions = [Version(party_words(one.author, names), one) for one in found]
    newest = found[0] if found else None
    subject, body = (newest.subject, newest.body) if newest else (None, None)
    if subject is None or body is None:
        subject, body = compose.built_in(kind)
        return Editing(kind, subject, body, newest.id if newest else 0, is_own=False, versions=versions)
    return Editing(kind, subject, body, newest.id if newest else 0, is_own=True, versions=versions)


def all_kinds() -> list[tuple[str, bool]]:
    """Return the letters whose text the office may write, and whether it has."""
    own = queries.kinds_of_ones_own()
    return [(kind, kind in own) for kind in KINDS]


def preview(kind: str, subject: str, body: str, recipient: str) -> Letter:
    """Return a letter with this text as the person with the longest name would get it; raises TextRefused.

    Its link leads nowhere.
    """
    return _sample(kind, read(kind, subject, body), recipient, longest_name() or _NOBODY)


def post_to_oneself(kind: str, subject: str, body: str, to: tuple[str, str], actor: Actor) -> None:
    """Post a letter with this text to somebody of the staff, `to` being address and name; raises TextRefused."""
    recipient, name = to
    letter = _sample(kind, read(kind, f"[Próba] {subject}", body), recipient, name)
    service.post(letter, actor=actor, about=str(actor))


def _sample(kind: str, text: Text, recipient: str, person_name: str) -> Letter:
    now = clock.now()
    facts = {"person_name": person_name, "link": settings().base_url + _LINK}
    moments = {"expires_at": now + _LIFETIME, "happened_at": now}
    others = {"numbers": _NUMBERS, "what": "password", "left": 7, "login_number": "123456"}
    return compose.compose_with(text, kind, recipient, **facts, **moments, **others)
