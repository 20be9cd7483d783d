"""A person's copy as records, and how a sealed document is laid flat to be read. Plain Python."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from examportal.core.copies import OPENED, Part

Said = Mapping[str, Callable[[str], str]]
"""How values that the portal keeps as codes are told."""
NOTHING_SAID: Said = {}
_NOTHING = (None, "", "{}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_STAFF = re.compile(r"(staff|examiner):\d+")


@dataclass(frozen=True)
class Held:
    """What one table holds about a person: each row with its columns and its opened document."""

    part: Part
    rows: Sequence[Mapping[str, Any]]


def without_number(value: Any) -> Any:
    """Return a value; of an actor only what kind it is, since the number of a row tells a person nothing."""
    return value.partition(":")[0] if isinstance(value, str) and _STAFF.fullmatch(value) else value


def plainly(copy: Sequence[Held]) -> dict[str, list[dict[str, Any]]]:
    """Return a copy as JSON takes it: rows by table, moments and days in ISO 8601."""
    return {
        held.part.table: [{name: _plain(value) for name, value in row.items()} for row in held.rows] for held in copy
    }


def facts_of(part: Part, row: Mapping[str, Any], said: Said = NOTHING_SAID) -> Iterator[tuple[str, Any]]:
    """Return what a row tells as words and values, codes of the portal in the words of `said`; leave out what is empty.

    `said` knows a value by `table.column`, or by the name of its column wherever that is.
    """
    for words, name, value in _told(part, row):
        say = said.get(f"{part.table}.{name}") or said.get(name.rpartition(".")[2])
        shown = say(value) if say and isinstance(value, str) else _day(value)
        if shown not in _NOTHING:
            yield words, shown


def _told(part: Part, row: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for name, value in row.items():
        if name == OPENED:
            yield from _laid_flat(value, part.document or {})
        elif value not in _NOTHING:
            yield part.told[name], name, value


def _laid_flat(
    document: Mapping[str, Any], words: Mapping[str, str], above: str = ""
) -> Iterator[tuple[str, str, Any]]:
    for name, value in document.items():
        key = f"{above}{name}"
        if isinstance(value, dict):
            yield from _laid_flat(value, words, f"{key}.")
        elif isinstance(value, list):
            yield words.get(key, key), key, ", ".join(map(str, value))
        elif value not in _NOTHING:
            yield words.get(key, key), key, value


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
