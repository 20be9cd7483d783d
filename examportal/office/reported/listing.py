"""Reported changes as the desk lists them, and as files: streamed in batches, so that a long list fills no memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from examportal.config import settings
from examportal.core import clock
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.office import people
from examportal.office.people import Listed
from examportal.profile.changes import queries, words
from examportal.profile.changes.rules import Part, Reported, parts_outside
from examportal.profile.queries import find_profile
from examportal.register import queries as register
from examportal.sheets.writer import Writer
from examportal.web.filters import masked_phone

AT_ONCE = 50
MOST_ROWS = 50_000
"""Changes of a workbook, which is made while somebody waits; a list that is longer goes out as CSV."""
_HEADERS = (
    "Zgłoszenie", "Kiedy", "Nazwisko w ewidencji", "Imiona w ewidencji", "Numery ewidencyjne", "Co", "Było", "Jest",
    "Poza województwami komisji", "Nazwisko z dokumentem", "Kto wpisał",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which changes: from the beginning of a day in Warsaw on, and only names that wait for a document or all."""

    since: date | None = None
    unchecked: bool = False

    @property
    def moment(self) -> datetime | None:
        """When the day begins."""
        return datetime.combine(self.since, time(), clock.WARSAW) if self.since else None


@dataclass(frozen=True)
class Line:
    """One change in the list; `person` is None when the record was joined to another one."""

    change: Reported
    person: Listed | None
    outside: Sequence[Part]


@dataclass(frozen=True)
class Marks:
    """What the card of a person says of reported changes."""

    unchecked: Sequence[Reported]
    outside: Sequence[Part]
    other_name: str | None


def page(asked: Asked, before: int | None) -> tuple[list[Line], int | None]:
    """Return some changes, the last first, and after which the next page begins; None on the last one."""
    found = queries.changes_since(asked.moment, before, AT_ONCE + 1, unchecked=asked.unchecked)
    return _lines(found[:AT_ONCE]), found[AT_ONCE - 1].id if len(found) > AT_ONCE else None


def line_of(change_id: int) -> Line:
    """Return one change; raises ChangeUnknown."""
    return _lines([queries.get_change(change_id)])[0]


def was_and_is(change: Reported) -> list[tuple[Part, str, str]]:
    """Return what was and what is as a page of the desk shows it: phone numbers are masked there."""
    return [
        (part, masked_phone(was), masked_phone(now)) if part is Part.PHONE else (part, was, now)
        for part, was, now in words.was_and_is(change)
    ]


def marks_of(examiner_id: int) -> Marks:
    """Return what is left to look at of what a person has reported, also when the name differs since registration."""
    profile, examiner = find_profile(examiner_id), register.get_examiner(examiner_id)
    if profile is None:
        return Marks((), (), None)
    same = profile.is_named(examiner.last_name, examiner.first_names)
    other = None if same else f"{profile.last_name} {profile.first_names}"
    return Marks(queries.unchecked_of(examiner_id), parts_outside(profile, settings().board_voivodeships), other)


def is_too_long(asked: Asked) -> bool:
    """Tell whether a list has more changes than a workbook may have; counts no further."""
    return queries.are_more_than(MOST_ROWS, asked.moment, unchecked=asked.unchecked)


def record_export(asked: Asked, kind: str, actor: Actor) -> None:
    """Note that a list went out."""
    since = asked.since.isoformat() if asked.since else None
    journal.record(Event.CHANGES_EXPORTED, actor, since=since, unchecked=asked.unchecked, format=kind)


def rows(asked: Asked, write: Writer) -> Iterator[bytes]:
    """Yield the file; what is sealed is opened a batch at a time."""
    return write(_rows(asked))


def _rows(asked: Asked) -> Iterator[Sequence[str]]:
    yield _HEADERS
    for batch in queries.batches_since(asked.moment, unchecked=asked.unchecked):
        for line in _lines(batch):
            yield from _cells(line)


def _cells(line: Line) -> Iterator[Sequence[str]]:
    change, person = line.change, line.person
    who = (person.last_name, person.first_names) if person else ("", "")
    numbers = ", ".join(one.registry_number for one in person.numbers) if person else ""
    at = f"{clock.in_warsaw(change.made_at):%Y-%m-%d %H:%M}"
    by = "komisja, na prośbę" if change.by_office else "egzaminator"
    for part, was, now in words.was_and_is(change):
        outside = "tak" if part in line.outside else ""
        check = _check(change) if part is Part.NAMES else ""
        yield (change.number, at, *who, numbers, words.PARTS[part], was, now, outside, check, by)


def _check(change: Reported) -> str:
    if change.checked_at is not None:
        return f"sprawdzono {clock.in_warsaw(change.checked_at):%Y-%m-%d}"
    return "do sprawdzenia" if change.renames else ""


def _lines(changes: Sequence[Reported]) -> list[Line]:
    listed = {one.id: one for one in people.listed([change.examiner_id for change in changes])}
    own = settings().board_voivodeships
    return [Line(one, listed.get(one.examiner_id), _outside(one, own)) for one in changes]


def _outside(change: Reported, own: Sequence[str]) -> list[Part]:
    """Return which of the addresses that were changed lie elsewhere."""
    return [part for part in parts_outside(change.after, own) if part in change.parts]
