"""What the desk shows of people: the register's record beside the state of the account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from examportal.accounts import queries as accounts
from examportal.accounts.rules import AccountState
from examportal.core import clock
from examportal.core import pesel as pesels
from examportal.register import queries as register
from examportal.register.entries import queries as entries
from examportal.register.entries.rules import NumberRecord, PersonRecord

MOST = 50
"""So many people are shown at once; a search that finds more needs another word."""


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
        pesel = self.record.person.personal.pesel
        return pesels.mask(pesel) if pesel else None

    @property
    def today(self) -> date:
        """The day by which numbers count."""
        return clock.today()

    def number(self, qualification_id: int) -> NumberRecord | None:
        """Return one of the person's numbers, None when there is no such."""
        return self.record.number(qualification_id)


@dataclass(frozen=True)
class Found:
    """What a search has found: exactly one person by something that only one has, or people by name."""

    exactly: int | None
    by_name: Sequence[Card] = ()
    more: bool = False


def search(typed: str) -> Found:
    """Look for a PESEL, a registry number, a login number, or for the beginnings of names."""
    found = search_exactly(typed)
    if found is not None:
        return Found(found)
    records = entries.search_by_name(typed, MOST + 1)
    return Found(None, _cards(records[:MOST]), more=len(records) > MOST)


def search_exactly(typed: str) -> int | None:
    """Return whose PESEL, registry number or login number this is, None when nobody's."""
    found = register.find_by_login_or_number(typed)
    return (found.unified_into or found.id) if found else None


def get_card(examiner_id: int) -> Card:
    """Return the card of a person; raises PersonUnknown."""
    return _cards([entries.get_record(examiner_id)])[0]


def _cards(records: Sequence[PersonRecord]) -> list[Card]:
    states = accounts.account_states([record.examiner_id for record in records])
    return [Card(record, states[record.examiner_id]) for record in records]
