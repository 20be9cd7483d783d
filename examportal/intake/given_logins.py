"""The login numbers that an import gave to people without PESEL: the office has to tell them.

They are those of the people whom this import entered and who are still in the register, in the order of the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from examportal.intake import queries
from examportal.intake.models import ImportFile
from examportal.intake.queries import GivenLogin
from examportal.sheets.writer import Writer

SHOWN = 50
_HEADERS = ("Nazwisko", "Imiona", "Numery ewidencyjne", "Login")


@dataclass(frozen=True)
class GivenLogins:
    """Some of the people with their login numbers, and how many there are."""

    people: list[GivenLogin]
    count: int


def first_given(imported: ImportFile) -> GivenLogins:
    """Return the first of them."""
    change_set_id = imported.change_set_id or 0
    return GivenLogins(queries.given_logins(change_set_id, SHOWN), queries.count_given_logins(change_set_id))


def listed(imported: ImportFile, write: Writer) -> Iterator[bytes]:
    """Yield all of them as a file to take away."""
    return write(_rows(queries.given_logins(imported.change_set_id or 0)))


def _rows(people: list[GivenLogin]) -> Iterator[tuple[str, ...]]:
    yield _HEADERS
    for one in people:
        yield one.last_name, one.first_names, ", ".join(one.registry_numbers), one.login_number
