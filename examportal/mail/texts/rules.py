"""What a text of the office may look like: paragraphs, marks for what the portal fills in, the link. Plain Python.

A text is written as it will be read. `{termin}` becomes a moment; the paragraph with the link has the words of the
button, a colon, and `{link}` below or behind it:

    Aktywuj konto:
    {link}
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from examportal.core.errors import Refusal

LONGEST_SUBJECT = 120
LONGEST_BODY = 4000
_MARK = re.compile(r"\{([^{}\n]*)\}")
_ACT = re.compile(r"([^{}\n]+):\s*\{link\}")


class Mark(StrEnum):
    """What the portal fills in."""

    LINK = "link"
    EXPIRES = "termin"
    HAPPENED = "chwila"
    NUMBERS = "numery"
    CHANGE = "zmiana"
    LEFT = "kody"
    LOGIN = "login"


KINDS: Mapping[str, AbstractSet[Mark]] = {
    "activation": {Mark.LINK, Mark.EXPIRES},
    "activation_reminder": {Mark.LINK, Mark.EXPIRES},
    "password_reset": {Mark.LINK, Mark.EXPIRES},
    "claim_notice": {Mark.LINK, Mark.EXPIRES, Mark.HAPPENED},
    "address_replaced": {Mark.LINK, Mark.EXPIRES, Mark.HAPPENED},
    "account_word": {Mark.LINK, Mark.EXPIRES},
    "examiner_invitation": {Mark.LINK, Mark.EXPIRES},
    "email_change": {Mark.LINK, Mark.EXPIRES},
    "login_number": {Mark.LINK, Mark.HAPPENED, Mark.LOGIN},
    "correction_answered": {Mark.LINK, Mark.HAPPENED},
    "number_added": {Mark.LINK, Mark.HAPPENED, Mark.NUMBERS},
    "staff_invitation": {Mark.LINK, Mark.EXPIRES},
    "staff_keys_reset": {Mark.LINK, Mark.EXPIRES},
    "staff_keys_changed": {Mark.LINK, Mark.HAPPENED, Mark.CHANGE},
    "staff_recovery_code_used": {Mark.LINK, Mark.HAPPENED, Mark.LEFT},
}
"""The letters whose text the office may write, each with the marks that its facts can fill. All need the link.

Not the notices of an account, which are one letter in many wordings, and not the login code, which has no link.
"""


@dataclass(frozen=True)
class Words:
    """A paragraph of text; it may have marks other than the link."""

    text: str


@dataclass(frozen=True)
class Act:
    """The paragraph with the link: the words on its button."""

    label: str


@dataclass(frozen=True)
class Text:
    """The text of a letter without greeting and footer, which are the same for all letters."""

    subject: str
    paragraphs: tuple[Words | Act, ...]


class TextRefused(Refusal):
    """The text cannot be used."""


class LinkMissing(TextRefused):
    """Nobody could do what the letter asks for."""


class LinkTwice(TextRefused):
    """The link stands in more than one place."""


class LinkMisplaced(TextRefused):
    """The link does not stand in a paragraph of its own, behind the words of its button."""


class MarkUnknown(TextRefused):
    """A mark, `name`, that this letter cannot fill."""

    def __init__(self, name: str) -> None:
        super().__init__("unknown mark")
        self.name = name


def read(kind: str, subject: str, body: str) -> Text:
    """Return the text of a letter; raises the TextRefused that it is."""
    found = [_paragraph(one.strip()) for one in re.split(r"\n\s*\n", body) if one.strip()]
    for text in (subject, *(one.text for one in found if isinstance(one, Words))):
        _check_marks(text, KINDS[kind] - {Mark.LINK})
    acts = sum(isinstance(one, Act) for one in found)
    if acts == 0:
        raise LinkMissing
    if acts > 1:
        raise LinkTwice
    return Text(subject, tuple(found))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its marks filled in."""
    return _MARK.sub(lambda mark: values.get(mark[1], mark[0]), text)


def _paragraph(text: str) -> Words | Act:
    act = _ACT.fullmatch(text)
    return Act(act[1].strip()) if act else Words(text)


def _check_marks(text: str, known: AbstractSet[Mark]) -> None:
    for name in _MARK.findall(text):
        if name == Mark.LINK:
            raise LinkMisplaced
        if name not in set(known):
            raise MarkUnknown(name)
    if "{" in _MARK.sub("", text) or "}" in _MARK.sub("", text):
        raise MarkUnknown("")
