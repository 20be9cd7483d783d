"""What the desk shows of people: the register's record beside the state of the account."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from examportal.accounts import queries as accounts
from examportal.accounts.rules import AccountState
from examportal.core import clock
from examportal.core import pesel as pesels
from examportal.office.finding import queries as finding
from examportal.office.finding.rules import AT_ONCE, Place, Wanted
from examportal.profile.rules import read_phone
from examportal.register import queries as register
from examportal.register.entries import queries as entries
from examportal.register.entries.rules import ListedPerson, NumberRecord, PersonRecord
from examportal.register.rules import NumberEntry, PersonEntry
from examportal.register.words.queries import words_in

MOST_WORDS = 12
"""More than anybody's names have; SQLite nests no more than 17 of them in one question."""
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{7,}")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Card:
    """A person as the desk shows them; nothing that is masked stands here in clear."""

    record: PersonRecord
    account: AccountState

    @property
    def id(self) -> int:
        """The id of the person."""
        return self.record.examiner_id

    @property
    def name(self) -> str:
        """Surname and given names as the register has them."""
        return f"{self.record.person.first_names} {self.record.person.last_name}"

    @property
    def masked_pesel(self) -> str | None:
        """The last digits of the PESEL, None when there is none."""
        return _masked(self.record.person)

    @property
    def today(self) -> date:
        """The day by which numbers count."""
        return clock.today()

    def number(self, qualification_id: int) -> NumberRecord | None:
        """Return one of the person's numbers, None when there is no such."""
        return self.record.number(qualification_id)


@dataclass(frozen=True)
class Listed:
    """A person as lists show them beside others."""

    listed: ListedPerson
    account: AccountState

    @property
    def id(self) -> int:
        """The id of the person."""
        return self.listed.examiner_id

    @property
    def last_name(self) -> str:
        """The surname as the register has it."""
        return self.listed.person.last_name

    @property
    def first_names(self) -> str:
        """The given names as the register has them."""
        return self.listed.person.first_names

    @property
    def numbers(self) -> Sequence[NumberEntry]:
        """All numbers, removed ones too, in their order."""
        return self.listed.numbers

    @property
    def login_number(self) -> str | None:
        """What the person may type in place of the PESEL."""
        return self.listed.login_number

    @property
    def masked_pesel(self) -> str | None:
        """The last digits of the PESEL, None when there is none."""
        return _masked(self.listed.person)


@dataclass(frozen=True)
class Found:
    """What a search has found: exactly one person by something that only one has, or a page of people.

    `more` is the place after which the next page begins, None on the last one. `goes_on`: all of them can be asked for
    again, for a file or for letters; who was found by an address or a phone number cannot.
    """

    exactly: int | None
    people: Sequence[Listed] = ()
    more: Place | None = None
    goes_on: bool = False


def search(typed: str, wanted: Wanted, after: Place | None) -> Found:
    """Look for whatever was typed: a number that only one has, an address, or the beginnings of names.

    A number leads to its person whatever else is asked; state, scope and file narrow all others. What holds no digit is
    taken for names first: looking for a number costs as much as the names do.
    """
    found = search_exactly(typed) if _DIGIT.search(typed) else None
    if found is not None:
        return Found(found)
    by_contact = finding.narrowed(_by_contact(typed), wanted)
    if by_contact or "@" in typed:
        return Found(by_contact[0]) if len(by_contact) == 1 else Found(None, listed(by_contact))
    asked = named(typed, wanted)
    places = finding.find(asked, after, AT_ONCE + 1) if asked else []
    if not places and typed and wanted.is_empty:
        return Found(search_exactly(typed))
    shown = listed([place.examiner_id for place in places[:AT_ONCE]])
    return Found(None, shown, places[AT_ONCE - 1] if len(places) > AT_ONCE else None, goes_on=True)


def may_be_number(typed: str) -> bool:
    """Tell whether what was typed may be meant as a PESEL or a number: it has digits, and is no address or phone."""
    return bool(_DIGIT.search(typed)) and "@" not in typed and _phone(typed) is None


def _by_contact(typed: str) -> Sequence[int]:
    """Return who has this address or phone number, by their own word or by the register's; both may be shared."""
    if "@" in typed:
        return finding.by_email(typed, AT_ONCE)
    phone = _phone(typed)
    return finding.by_phone(phone, AT_ONCE) if phone else []


def _phone(typed: str) -> str | None:
    return read_phone(typed) if _PHONE.fullmatch(typed) else None


def named(typed: str, wanted: Wanted) -> Wanted | None:
    """Return whom `wanted` means when names were typed beside it; None when what was typed are no names.

    Of a text that somebody has pasted the MOST_WORDS longest words are looked for.
    """
    words = tuple(sorted(words_in(typed), key=len, reverse=True)[:MOST_WORDS])
    are_names = words and "@" not in typed and any(map(str.isalpha, typed))
    return replace(wanted, words=words) if are_names or not typed else None


def search_exactly(typed: str) -> int | None:
    """Return whose PESEL, registry number or login number this is, None when nobody's."""
    found = register.find_by_login_or_number(typed)
    return (found.unified_into or found.id) if found else None


def get_card(examiner_id: int) -> Card:
    """Return the card of a person; raises PersonUnknown."""
    return Card(entries.get_record(examiner_id), accounts.account_state(examiner_id))


def listed(examiner_ids: Sequence[int]) -> list[Listed]:
    """Return some people as lists show them, in the same order, without records joined to others."""
    people = entries.listed(examiner_ids)
    states = accounts.account_states([one.examiner_id for one in people])
    return [Listed(one, states[one.examiner_id]) for one in people]


def _masked(person: PersonEntry) -> str | None:
    pesel = person.personal.pesel
    return pesels.mask(pesel) if pesel else None
