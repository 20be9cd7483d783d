"""Where files from outside are taken apart: `python -m examportal.sheets.child look|rows|check …` < FILE, a process.

It has limits of memory and time, and nothing of the portal's: no settings, no database. Whatever a file does to the
libraries that read it, it does here. What it found goes out as JSON, one line a message; a stream that does not close
with `end` or `fault` tells the parent that the file was too much.
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from examportal.core.limits import confine
from examportal.sheets.starts import LONGEST, is_workbook
from examportal.sheets.table import CHECK, HEAD_ROWS, LOOK, FileError, Row
from examportal.sheets.textfile import CsvTable, check_text, read_csv

if TYPE_CHECKING:
    from examportal.sheets.workbook import Workbook

MEMORY = 1024 * 1024 * 1024
SECONDS = 60
TOGETHER = 200
"""Rows told in one message, fewer when they are long: a message of its own for each costs as much as reading it."""
CHARACTERS = 64 * 1024
"""A message is closed once it has so many."""

Message = dict[str, Any] | list[Any]


class Overruled(NamedTuple):
    """What a person says of a text file; None: what is found."""

    encoding: str | None = None
    delimiter: str | None = None


NOTHING_OVERRULED = Overruled()


def main(arguments: list[str]) -> None:
    """Take apart the file on standard input."""
    confine(MEMORY, SECONDS)
    verb, encoding, delimiter, sheet = arguments
    with open("/dev/stdin", "rb") as file:  # noqa: PTH123 - opened anew: each child reads from the start
        for message in messages(file, verb, Overruled(encoding or None, delimiter or None), sheet):
            sys.stdout.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")) + "\n")


def messages(file: BinaryIO, verb: str, overruled: Overruled, sheet: str) -> Iterator[Message]:
    """Yield everything to say about a file; never raises FileError."""
    try:
        if verb == CHECK:
            _check(file)
        else:
            yield from _look(file, overruled) if verb == LOOK else _rows(file, overruled, sheet)
    except FileError as fault:
        yield {"fault": fault.fault, "line": fault.line}
    else:
        yield {"end": True}


def _check(file: BinaryIO) -> None:
    """Refuse what nobody may open, however it is read."""
    if is_workbook(file.read(LONGEST)):
        _workbooks().check_workbook(file)
        return
    file.seek(0)
    check_text(file.read())


def _look(file: BinaryIO, overruled: Overruled) -> Iterator[Message]:
    """Yield each sheet with its first rows; a text file is one sheet without a name."""
    if not is_workbook(file.read(LONGEST)):
        table = _read_text(file, overruled)
        yield {"sheet": None, "hidden": False, "encoding": table.encoding, "delimiter": table.delimiter}
        yield from map(_written, islice(table.rows(), HEAD_ROWS))
        return
    _workbooks().check_workbook(file)
    workbook: Workbook = _workbooks().open_workbook(file)
    for name in workbook.names:
        yield {"sheet": name, "hidden": name in workbook.hidden, "encoding": None, "delimiter": None}
        yield from _head(workbook, name)


def _head(workbook: "Workbook", name: str) -> Iterator[Message]:
    """Yield the first rows of a sheet; what is wrong with one sheet need not be wrong with the file."""
    try:
        yield from map(_written, islice(workbook.rows(name), HEAD_ROWS))
    except FileError as fault:
        yield {"spoilt": fault.fault, "line": fault.line}


def _rows(file: BinaryIO, overruled: Overruled, sheet: str) -> Iterator[Message]:
    together: list[Message] = []
    size = 0
    for row in _all_rows(file, overruled, sheet):
        together.append(_written(row))
        size += sum(map(len, row.cells))
        if len(together) == TOGETHER or size > CHARACTERS:
            yield {"rows": together}
            together, size = [], 0
    if together:
        yield {"rows": together}


def _all_rows(file: BinaryIO, overruled: Overruled, sheet: str) -> Iterator[Row]:
    if not is_workbook(file.read(LONGEST)):
        return _read_text(file, overruled).rows()
    workbook: Workbook = _workbooks().open_workbook(file)
    return workbook.rows(sheet)


def _workbooks() -> ModuleType:
    """Return what opens workbooks. Most files are text, whose children start in two thirds of the time without it."""
    from examportal.sheets import workbook  # noqa: PLC0415 - see above

    return workbook


def _read_text(file: BinaryIO, overruled: Overruled) -> CsvTable:
    file.seek(0)
    return read_csv(file.read(), overruled.encoding, overruled.delimiter)


def _written(row: Row) -> Message:
    return [row.line, row.cells, list(row.kinds.items())] if row.kinds else [row.line, row.cells]


if __name__ == "__main__":
    main(sys.argv[1:])
