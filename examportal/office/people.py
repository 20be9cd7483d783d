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

    `more` is the place after which the next page begins, None on the last one.
    """

    exactly: int | None
    people: Sequence[Listed] = ()
    more: Place | None = None


def search(typed: str, wanted: Wanted, after: Place | None) -> Found:
    """Look for whatever was typed: a number that only one has, an address, or the beginnings of names.

    With a state or a scope `wanted` only names are looked for; an address may be several people's. What holds no digit
    is taken for names first: looking for a number costs as much as the names do.
    """
    may_be_number = bool(typed) and wanted.is_empty
    found = search_exactly(typed) if may_be_number and _DIGIT.search(typed) else None
    if found is not None:
        return Found(found)
    by_contact = _by_contact(typed) if wanted.is_empty else []
    if by_contact or "@" in typed:
        return Found(by_contact[0]) if len(by_contact) == 1 else Found(None, listed(by_contact))
    asked = named(typed, wanted)
    if asked.is_empty or (typed and not asked.words):
        return Found(None)
    places = finding.find(asked, after, AT_ONCE + 1)
    if not places and may_be_number:
        return Found(search_exactly(typed))
    shown = listed([place.examiner_id for place in places[:AT_ONCE]])
    return Found(None, shown, places[AT_ONCE - 1] if len(places) > AT_ONCE else None)


def _by_contact(typed: str) -> Sequence[int]:
    """Return who has this address or phone number, by their own word or by the register's; both may be shared."""
    if "@" in typed:
        return finding.by_email(typed, AT_ONCE)
    phone = read_phone(typed) if _PHONE.fullmatch(typed) else None
    return finding.by_phone(phone, AT_ONCE) if phone else []


def named(typed: str, wanted: Wanted) -> Wanted:
    """Return whom `wanted` means when names were typed beside it."""
    return replace(wanted, words=tuple(words_in(typed)))


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
