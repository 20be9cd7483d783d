"""What two records of one person become, and what they were before."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from examportal.core.errors import Refusal
from examportal.core.names import same_name
from examportal.register.rules import PersonalData, PersonEntry

UNDO_TIME = timedelta(days=30)
"""How long joined records can be parted; afterwards what only the joined one said is forgotten."""


class Basis(StrEnum):
    """Why somebody of the staff is sure that two records are one person's. A name or an e-mail address is none."""

    DOCUMENTS = "documents"
    SPOKEN = "spoken"
    FILE = "file"


class Doubt(StrEnum):
    """What two records say differently of what should be one person."""

    NAMES = "names"
    BIRTH_DATES = "birth_dates"
    PESELS = "pesels"


class OneRecord(Refusal):
    """Both are the same record: there is nothing to join."""


class JoinedIsActive(Refusal):
    """The record to be joined has an active account, which would be lost: that record must be the one that is kept."""


class WayInClosed(Refusal):
    """Somebody said "it was not me" of one of the two: that must be cleared up before."""


class TooLate(Refusal):
    """The time in which joined records can be parted is over."""


class AlreadyParted(Refusal):
    """The records are two again already."""


def doubts(one: PersonEntry, other: PersonEntry) -> list[Doubt]:
    """Return what should make a clerk look twice before two records are joined."""
    mine, theirs = one.personal, other.personal
    names = (one.last_name, other.last_name), (one.first_names, other.first_names)
    found = {
        Doubt.NAMES: not all(same_name(*pair) for pair in names),
        Doubt.BIRTH_DATES: bool(mine.birth_date and theirs.birth_date) and mine.birth_date != theirs.birth_date,
        Doubt.PESELS: bool(mine.pesel and theirs.pesel),
    }
    return [doubt for doubt, holds in found.items() if holds]


def united(kept: PersonEntry, joined: PersonEntry) -> PersonEntry:
    """Return the kept person with what only the joined record says; where both say something, the kept one counts."""
    mine, theirs = kept.personal, joined.personal
    if mine.pesel is None and theirs.pesel is not None:
        mine = mine._replace(pesel=theirs.pesel, birth_date=theirs.birth_date)
    # A document is told from others together with the birth date, so it would not be the same one beside another date.
    fits = theirs.document is not None and theirs.document.birth_date == mine.birth_date
    document = mine.document or (theirs.document if fits else None)
    email, phone = mine.email or theirs.email, mine.phone or theirs.phone
    return kept._replace(personal=mine._replace(document=document, email=email, phone=phone))


def parted(before: Mapping[str, Any], after: Mapping[str, Any], now: PersonEntry) -> PersonEntry:
    """Return the kept person without what joining brought; what was corrected since stays as it is.

    `before` and `after` are the documents of the personal data around the joining.
    """
    said = now.personal.to_document()
    kept = {name for name in (*said, *after) if said.get(name) != after.get(name)}
    if "pesel" in kept:
        kept.add("birth_date")
    result = {name: said.get(name) if name in kept else before.get(name) for name in {*said, *before}}
    return now._replace(personal=PersonalData.from_document(result))


def check_parting(made_at: datetime, undone_at: datetime | None, now: datetime) -> None:
    """Let joined records be parted; raises AlreadyParted or TooLate."""
    if undone_at is not None:
        raise AlreadyParted
    if now >= made_at + UNDO_TIME:
        raise TooLate
