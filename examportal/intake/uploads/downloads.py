"""The clerk's own file to take away: with verdict and reason beside each row, or only the rows that were left out.

Each goes out in the form that `write` gives it: CSV, or a workbook.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from examportal.intake.columns import Field
from examportal.intake.lacking.queries import every
from examportal.intake.report import COLUMNS
from examportal.intake.uploads import queries, service, words
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.rules import LEFT_OUT
from examportal.intake.uploads.work import open_file
from examportal.sheets.reader import Row
from examportal.sheets.writer import Writer

MOST_ROWS = 50_000
"""Rows of a workbook: writing one takes about 0.15 ms, and there is one processor for all pages of a process."""

_EXAMPLE = (
    "1-20456", "Kowalska", "Anna Maria", "MBI", "01.09.2024", "", "44051401359", "", "", "", "",
    "anna.kowalska@example.pl", "600 100 200", "",
)  # fmt: skip
"""An invented person, in the order of `words.FIELDS`."""


def template(write: Writer) -> Iterator[bytes]:
    """Yield an empty register file: all headers, and one row to show what stands below them."""
    return write([list(words.FIELDS.values()), _EXAMPLE])


def with_verdicts(upload: IntakeUpload, write: Writer) -> Iterator[bytes]:
    """Yield the file with two more columns, each row on the line that it had."""
    return write(_annotated(service.let_go(upload)))


def left_out(upload: IntakeUpload, write: Writer) -> Iterator[bytes]:
    """Yield the headers and the rows that were left out, in the order and columns of the file."""
    return write(_left_out(service.let_go(upload)))


@dataclass(frozen=True)
class Fits:
    """What of a file is small enough to be made into a workbook while somebody waits, and others want their pages."""

    everything: bool
    left_out: bool


def fits_a_workbook(upload: IntakeUpload) -> Fits:
    """Tell what of a file fits a workbook."""
    plan: Mapping[str, Any] = upload.plan or {"rows": 0, "shown_under": {}}
    left_out = sum(plan["shown_under"].get(str(heading), 0) for heading in LEFT_OUT)
    return Fits(plan["rows"] <= MOST_ROWS, left_out <= MOST_ROWS)


def lacking(upload: IntakeUpload, write: Writer) -> Iterator[bytes]:
    """Yield the numbers that the file lacks, under the headers of the template."""
    return write(_lacking(service.let_go(upload)))


def _lacking(upload: IntakeUpload) -> Iterator[list[str]]:
    named = (Field.REGISTRY_NUMBER, Field.LAST_NAME, Field.FIRST_NAMES, Field.SCOPE, Field.ENTERED_ON)
    yield [words.FIELDS[field] for field in named]
    for one in every(upload):
        entered_on = f"{one.entered_on:%d.%m.%Y}" if one.entered_on else ""
        yield [one.registry_number, one.last_name, one.first_names, one.scope_code, entered_on]


def _annotated(upload: IntakeUpload) -> Iterator[list[str]]:
    line = 0
    for row, said in _side_by_side(upload):
        yield from ([] for _ in range(row.line - line - 1))
        line = row.line
        yield [*row.cells, *said]


def _left_out(upload: IntakeUpload) -> Iterator[list[str]]:
    kept = {words.HEADINGS[str(heading)] for heading in LEFT_OUT}
    for row, said in _side_by_side(upload):
        if said and (said[0] in kept or tuple(said) == COLUMNS):
            yield list(row.cells)


def _side_by_side(upload: IntakeUpload) -> Iterator[tuple[Row, list[str]]]:
    """Put rows, filled up to one width, and what is said of them side by side: both come in the order of the file."""
    file = open_file(service.order_of(upload))
    with closing(file.rows()) as counted:
        width = max(len(row.cells) for row in counted)
    verdicts = service.opened_rows(upload, queries.all_rows(upload))
    with closing(file.rows()) as rows:
        for row in rows:
            said: list[str] = []
            if row.line > file.columns.line:
                shown, sealed = next(verdicts)
                said = [words.HEADINGS[shown.shown_under], json.loads(sealed)["message"]]
            elif row.line == file.columns.line:
                said = list(COLUMNS)
            filled = (*row.cells, *[""] * (width - len(row.cells)))
            yield Row(row.line, filled, row.kinds), said
