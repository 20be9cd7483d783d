"""Everybody whom a search has found, as a file: streamed in batches, so that a long list fills no memory."""

from collections.abc import Iterator, Sequence
from datetime import date

from examportal.accounts.rules import AccountState
from examportal.core import clock
from examportal.db import release
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.office import people, words
from examportal.office.finding import queries
from examportal.office.finding.rules import Wanted
from examportal.office.people import Listed
from examportal.sheets.writer import Writer

MOST_ROWS = 50_000
"""Rows of a workbook, which is made while somebody waits; a list that is longer goes out as CSV."""
_HEADERS = ("Nazwisko", "Imiona", "PESEL", "Login", "Numery ewidencyjne", "Zakresy", "Konto")


def is_too_long(wanted: Wanted) -> bool:
    """Tell whether a list has more rows than a workbook may have; counts no further."""
    rows = 0
    for batch in queries.ids_matching(wanted):
        rows += len(batch)
        if rows > MOST_ROWS:
            return True
    return False


def record_export(wanted: Wanted, kind: str, actor: Actor) -> None:
    """Note that a list went out: by what it was chosen, but for the names that were typed."""
    state = str(wanted.state) if wanted.state else None
    scope, by_name, file = wanted.scope or None, bool(wanted.words), wanted.import_id
    journal.record(Event.PEOPLE_EXPORTED, actor, state=state, scope=scope, by_name=by_name, import_id=file, kind=kind)


def rows(wanted: Wanted, write: Writer) -> Iterator[bytes]:
    """Yield the file; PESELs are masked in it as on the screen."""
    return write(_rows(wanted))


def _rows(wanted: Wanted) -> Iterator[Sequence[str]]:
    yield _HEADERS
    for batch in queries.ids_matching(wanted):
        today = clock.today()
        for person in people.listed(batch):
            yield _row(person, words.ACCOUNTS, today)
        release()  # whoever takes the file away slowly keeps nothing open


def _row(person: Listed, states: dict[AccountState, str], today: date) -> Sequence[str]:
    return (
        person.last_name,
        person.first_names,
        person.masked_pesel or "",
        person.login_number or "",
        ", ".join(_number(one.registry_number, in_force=one.in_force(today)) for one in person.numbers),
        ", ".join(dict.fromkeys(one.scope_code for one in person.numbers)),
        states[person.account],
    )


def _number(number: str, *, in_force: bool) -> str:
    return number if in_force else f"{number} (skreślony)"
