"""The words of the room: what a row is, what a cell was in its file, and why a file cannot be read."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
MAX_ROWS = 1_000_000
MAX_SHEET_ROWS = 200_000
MAX_COLUMNS = 256
MAX_CELL = 131_072
MAX_ROW = 1024 * 1024
"""Characters of one row: no register has such a row, and whoever reads it need not hold more than this."""
HEAD_ROWS = 20
"""How many rows that are not blank are shown of a file that is only looked at."""

LOOK, ROWS, CHECK = "look", "rows", "check"
"""What a child is asked for: each sheet with its first rows, all rows of one, or only whether anything may open it."""

# What a cell may hold and still be blank: spaces of all kinds, invisible characters, the end mark of DOS.
NOTHING = " \t\r\n\x0b\x0c\x1a\u00a0\u200b\u2060\ufeff"


class FileFault(StrEnum):
    """Why a file as a whole cannot be read."""

    EMPTY = "file_empty"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    PROTECTED = "protected"
    TRUNCATED = "truncated"
    MACRO_FILE = "macro_file"
    TOO_LARGE = "too_large"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TWO_SHEETS_FIT = "two_sheets_fit"
    ENCODING_UNKNOWN = "encoding_unknown"


class FileError(ValueError):
    """The file cannot be read; `fault` says why and `line` where, when that is known. Never carries content."""

    def __init__(self, fault: FileFault, line: int | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.line = line


class Kind(StrEnum):
    """What a cell was for the spreadsheet; text is not named."""

    NUMBER = "n"
    DATE = "d"
    TRUTH = "b"
    """True or false; a spreadsheet shows it as a word."""
    NO_VALUE = "f"
    """A formula that was never computed, or that ended in an error."""


_ALL_TEXT: Mapping[int, Kind] = MappingProxyType({})


# Tuples by name: a file makes a million of them, and a frozen dataclass takes three times as long.
class Row(NamedTuple):
    """One row: its number as a spreadsheet shows it, its cells as text, and which of them were no text (by place)."""

    line: int
    cells: tuple[str, ...]
    kinds: Mapping[int, Kind] = _ALL_TEXT


class Block(NamedTuple):
    """Some rows of a sheet, and the same as JSON: `{"rows": [[line, cells], …]}`, what was no text behind the cells."""

    written: str
    rows: list[Row]
