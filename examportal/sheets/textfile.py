"""Text files (CSV, TXT): which delimiter they have, and their rows, streamed.

A row's number is the one a spreadsheet shows: the first line is 1, blank lines are skipped but counted, and a cell
with line breaks inside quotes makes one row.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from examportal.sheets.letters import UTF_8, UTF_16, find_encoding
from examportal.sheets.table import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROW,
    MAX_ROWS,
    NOTHING,
    FileError,
    FileFault,
    Row,
)

DELIMITERS = (";", ",", "\t", "|")
_ANNOUNCED = re.compile(r'\ufeff?"?sep=([;,|\t])"?(?:[\r\n]|$)', re.IGNORECASE)
_LINES_LOOKED_AT = 10
_BOMS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 4096
_NO_SENTENCE = 16 * MAX_COLUMNS
"""So many commas in one line are columns, and no title."""
_OTHER_KINDS = (b"%pdf-", b"{\\rtf", b"<!doctype", b"<html", b"<?xml")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")


# No dataclass: for those alone a child would take a third longer to start.
class CsvTable(NamedTuple):
    """A text file that was looked at: its encoding, what separates its cells, and the rows on request."""

    data: bytes
    delimiter: str
    encoding: str = UTF_8

    def rows(self) -> Iterator[Row]:
        """Stream the rows that are not blank.

        Raises FileError in the middle of the way when there are too many rows or columns, when a quote never ends,
        or when bytes turn up that the encoding does not have.
        """
        lines = _Lines(self.data, self.encoding)
        records = csv.reader(lines, delimiter=self.delimiter)
        first = 2 if _announced(self.data, self.encoding) else 1
        number = 0
        while (cells := _next_record(records, lines, number + 1)) is not None:
            number += 1
            if len(cells) > MAX_COLUMNS:
                raise FileError(FileFault.TOO_MANY_COLUMNS, number)
            if number > MAX_ROWS + 1:
                raise FileError(FileFault.TOO_MANY_ROWS)
            if number >= first and any(cell.strip(NOTHING) for cell in cells):
                yield Row(number, tuple(cells))


def read_csv(data: bytes, encoding: str | None = None, delimiter: str | None = None) -> CsvTable:
    """Look at the bytes of a text file and return its table; raises FileError.

    `encoding` and `delimiter` overrule what is found.
    """
    if len(data) > MAX_BYTES:
        raise FileError(FileFault.TOO_LARGE)
    if not data:
        raise FileError(FileFault.EMPTY)
    if encoding != UTF_16 and not data.startswith(_BOMS_16):
        _refuse_other_kinds(data)
    encoding = encoding or find_encoding(data)
    found = _announced(data, encoding) or _likeliest_delimiter(data, encoding)
    if found is None:
        raise FileError(FileFault.EMPTY)
    return CsvTable(data, delimiter or found, encoding)


def check_text(data: bytes) -> None:
    """Refuse the bytes of what is no text file, however it is read; raises FileError."""
    if not data:
        raise FileError(FileFault.EMPTY)
    if data.startswith(_BOMS_16):
        return
    _refuse_other_kinds(data)
    if b"\x00" in data:
        raise FileError(FileFault.NOT_A_SPREADSHEET)
    first = islice(io.BytesIO(data), _LINES_LOOKED_AT)
    if any(line.count(delimiter.encode()) > _NO_SENTENCE for line in first for delimiter in DELIMITERS):
        raise FileError(FileFault.TOO_MANY_COLUMNS)


class _Lines(Iterator[str]):
    """The physical lines of the file, with whether they came to an end."""

    def __init__(self, data: bytes, encoding: str) -> None:
        self._text = _text(data, encoding)
        self.ended = False

    def __next__(self) -> str:
        try:
            line = self._text.readline(MAX_ROW + 1)
        except UnicodeError:
            raise FileError(FileFault.ENCODING_UNKNOWN) from None
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) > MAX_ROW:
            wide = max(line.count(delimiter) for delimiter in DELIMITERS) >= MAX_COLUMNS
            raise FileError(FileFault.TOO_MANY_COLUMNS if wide else FileFault.TRUNCATED)
        if "\x00" in line:
            raise FileError(FileFault.NOT_A_SPREADSHEET)
        return line


def _next_record(records: Iterator[list[str]], lines: _Lines, number: int) -> list[str] | None:
    try:
        cells = next(records, None)
    except csv.Error:  # a cell of more than 131,072 characters: it began with a quote that never ends
        raise FileError(FileFault.TRUNCATED, number) from None
    if cells is not None and lines.ended:  # the record needed a line after the last: its quote swallowed other rows
        raise FileError(FileFault.TRUNCATED, number)
    return cells


def _text(data: bytes, encoding: str) -> io.TextIOWrapper:
    without_mark = encoding == UTF_16 and not data.startswith(_BOMS_16)
    codec = {UTF_8: "utf-8-sig", UTF_16: "utf-16-le" if without_mark else UTF_16}.get(encoding, encoding)
    return io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline="")


def _refuse_other_kinds(data: bytes) -> None:
    head = data[:_HEAD]
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith(_OTHER_KINDS) or _BINARY.search(head):
        raise FileError(FileFault.NOT_A_SPREADSHEET)


def _announced(data: bytes, encoding: str) -> str | None:
    """Return the delimiter that Excel's own first line `sep=;` announces."""
    first = data[:_HEAD].decode(encoding, "replace")
    match = _ANNOUNCED.match(first)
    return match[1] if match else None


def _likeliest_delimiter(data: bytes, encoding: str) -> str | None:
    """Return the delimiter that most of the first lines have; None when no line says anything.

    Of two that are equally common the one that cuts a line into the most cells: a title may have commas as well, and
    one cell full of them is not what the other lines are cut by.
    """
    first = []
    for line in _Lines(data, encoding):
        if line.strip(NOTHING):
            first.append(line)
        if len(first) == _LINES_LOOKED_AT:
            break
    if not first:
        return None

    def weight(delimiter: str) -> tuple[int, int]:
        found = [_count_outside_quotes(line, delimiter) for line in first]
        return sum(map(bool, found)), max(found)

    return max(DELIMITERS, key=weight)


def _count_outside_quotes(line: str, delimiter: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(delimiter)
