"""Two records side by side, and what stands where when they are one."""

from collections.abc import Sequence
from dataclasses import dataclass

from examportal.accounts.rules import AccountState
from examportal.core import pesel as pesels
from examportal.office import words
from examportal.office.people import Card
from examportal.profile.unifying.rules import united
from examportal.register.entries.rules import NumberRecord
from examportal.register.rules import PersonalData, PersonEntry

_NOTHING = "brak"


Told = tuple[str, ...]
"""What a record tells of one thing: a word, or several of which none is broken on a narrow screen."""


@dataclass(frozen=True)
class Row:
    """One thing that both records tell: as the kept one has it, the joined one, and as it will be."""

    label: str
    kept: Told
    joined: Told
    after: Told

    @property
    def changes(self) -> bool:
        """Whether the kept record will tell something else than before."""
        return self.after != self.kept


def compare(kept: Card, joined: Card) -> list[Row]:
    """Return everything that two records tell, masked as on their cards."""
    mine, theirs = kept.record, joined.record
    whole = united(mine.person, theirs.person)
    facts = zip(_facts(mine.person), _facts(theirs.person), _facts(whole), strict=True)
    rows = [Row(label, (one,), (other,), (after,)) for (label, one), (_, other), (_, after) in facts]
    logins = [(login or _NOTHING,) for login in (mine.login_number, theirs.login_number, mine.login_number)]
    if set(logins) != {(_NOTHING,)}:
        rows.append(Row("Login do portalu", *logins))
    numbers = [_numbers(kept, held) for held in (mine.numbers, theirs.numbers, [*mine.numbers, *theirs.numbers])]
    state = words.ACCOUNTS[kept.account]
    lost = " (rozpoczęta rejestracja z drugiej karty przepadnie)" if joined.account is AccountState.PENDING else ""
    account = Row("Konto w portalu", (state,), (words.ACCOUNTS[joined.account],), (f"{state}{lost}",))
    return [*rows, Row("Numery ewidencyjne", *numbers), account]


def _facts(person: PersonEntry) -> list[tuple[str, str]]:
    personal: PersonalData = person.personal
    born = personal.birth_date
    return [
        ("Nazwisko i imiona", f"{person.last_name} {person.first_names}"),
        ("PESEL", pesels.mask(personal.pesel) if personal.pesel else _NOTHING),
        ("Dokument", personal.document.masked if personal.document else _NOTHING),
        ("Data urodzenia", f"{born:%d.%m.%Y}" if born else _NOTHING),
        ("E-mail w ewidencji", personal.email or _NOTHING),
        ("Telefon w ewidencji", personal.phone or _NOTHING),
    ]


def _numbers(card: Card, held: Sequence[NumberRecord]) -> Told:
    told = (
        number.entry.registry_number + ("" if number.entry.in_force(card.today) else " (skreślony)") for number in held
    )
    return tuple(sorted(told)) or (_NOTHING,)
