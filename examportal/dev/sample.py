"""The sample register: invented people, brought in by the same road as a board's file."""

from dataclasses import dataclass
from pathlib import Path

from examportal.config import Settings
from examportal.db import transaction
from examportal.dev import people, queries
from examportal.intake import merging
from examportal.intake import service as intake
from examportal.journal.rules import COMMAND
from examportal.register import queries as register_queries
from examportal.register import service as register
from examportal.register.rules import read_scopes
from examportal.sheets.reader import read_csv

SCOPES_FILE = Path(__file__).parent / "scopes.csv"


@dataclass(frozen=True)
class Loaded:
    """What the sample register holds, and how many of its numbers were entered just now."""

    people: int
    numbers: int
    new: int


def load(settings: Settings) -> Loaded:
    """Bring the invented people into the register; those who are there already stay as they are.

    Opens its transactions itself, as a merge does.
    """
    scopes = read_csv(SCOPES_FILE.read_bytes())
    with transaction():
        register.load_scopes(read_scopes([(row.line, row.cells) for row in scopes.rows()]), COMMAND)
    crowd = people.invent()
    file = intake.open_file(
        people.register_file(crowd), min_age=settings.min_age, number_pattern=settings.registry_number_pattern
    )
    plan, _ = merging.merge(file, COMMAND, skip_conflicts=True)
    entered = plan.totals["new_person"] + plan.totals["new_number"]
    return Loaded(len(crowd), sum(len(person.numbers) for person in crowd), entered)


def is_wanted() -> bool:
    """Tell whether the register is empty."""
    return queries.register_is_empty()


def is_loaded() -> bool:
    """Tell whether the register has the people who are worth trying."""
    first = people.examples(people.invent())[0]
    return register_queries.find_by_pesel(first.person.pesel) is not None
