"""The front door for files from outside: what is in a file, and the rows of one of its sheets.

The file is copied where nobody else can change it, and a child process takes it apart (see `child`). The parent holds
some rows at a time; a child that dies of a file is a fault of the file.
"""

import hashlib
import io
import json
import tempfile
import weakref
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, BinaryIO

from examportal.core import confined
from examportal.sheets.letters import ENCODINGS, encoding_named
from examportal.sheets.table import (
    CHECK,
    HEAD_ROWS,
    LOOK,
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROW,
    MAX_ROWS,
    MAX_SHEET_ROWS,
    MAX_UNPACKED,
    ROWS,
    Block,
    FileError,
    FileFault,
    Kind,
    Row,
)
from examportal.sheets.textfile import DELIMITERS, CsvTable, read_csv

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "HEAD_ROWS",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "MAX_SHEET_ROWS",
    "MAX_UNPACKED",
    "Block",
    "CsvTable",
    "FileError",
    "FileFault",
    "Kind",
    "OfficeFile",
    "Row",
    "Sheet",
    "check",
    "encoding_named",
    "look_at",
    "read_csv",
]

_CHILD = "examportal.sheets.child"
_CHUNK = 1024 * 1024
_CHECK_SECONDS = 1.5
_PLAIN = 2
"""Parts of a row in a message when all of its cells are text: its line, and the cells."""
_LONGEST_MESSAGE = 16 * MAX_ROW
"""Bytes: in JSON a character may take twelve, and nothing that is longer can be a row, or some short ones and it."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file as it was looked at. A text file is one sheet without a name."""

    name: str | None
    hidden: bool
    encoding: str | None
    delimiter: str | None
    head: tuple[Row, ...] = ()
    fault: FileError | None = None
    """Why the sheet cannot be read though the file can."""


class OfficeFile:
    """A file that could be opened: its sheets, and the rows of each on request. It lives on its own copy."""

    def __init__(self, copy: BinaryIO, digest: str, encoding: str | None, delimiter: str | None = None) -> None:
        weakref.finalize(self, copy.close)
        self.digest = digest
        """SHA-256 of the bytes, in hexadecimal."""
        self._copy = copy
        self._encoding = encoding
        self._delimiter = delimiter
        self.sheets: list[Sheet] = list(_sheets(self._ask(LOOK, "")))

    def rows(self, sheet: Sheet) -> Generator[Row, None, None]:
        """Stream the rows of a sheet that are not blank; raises FileError, also in the middle of the way.

        Close it when you do not go on to the end: the child lives as long as it.
        """
        with closing(self.blocks(sheet)) as blocks:
            for block in blocks:
                yield from block.rows

    def blocks(self, sheet: Sheet) -> Generator[Block, None, None]:
        """Stream the same rows some at a time, with the text in which the child told them; close it as `rows`."""
        with closing(self._ask(ROWS, sheet.name or "")) as messages:
            for written, message in messages:
                yield Block(written.decode("ascii"), list(map(_row, message["rows"])))

    def _ask(self, verb: str, sheet: str) -> Generator[tuple[bytes, Any], None, None]:
        overruled = (self._encoding or "", self._delimiter or "")
        with confined.start(_CHILD, verb, *overruled, sheet, stdin=self._copy) as worker:
            try:
                yield from _messages(worker.stdout)
                worker.wait()
            finally:
                worker.kill()


def check(source: BinaryIO) -> None:
    """Refuse at a first look what may not be opened, however it is read; raises FileError.

    The child gets so little time that somebody can wait for it. What takes longer is not refused here: whoever reads
    the file meets the same rules again.
    """
    with tempfile.TemporaryFile() as copy:
        _copy_into(copy, source)
        try:
            found = confined.answer_of(_CHILD, CHECK, "", "", "", stdin=copy, seconds=_CHECK_SECONDS)
        except TimeoutError:
            return
    list(_messages(io.BytesIO(found)))


def look_at(source: bytes | BinaryIO, encoding: str | None = None, delimiter: str | None = None) -> OfficeFile:
    """Open a file from outside; raises FileError.

    `encoding` (one of `letters.ENCODINGS`) and `delimiter` (one of `textfile.DELIMITERS`) overrule what is found.
    """
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the OfficeFile, and has no name from the start
    try:
        digest = _copy_into(copy, io.BytesIO(source) if isinstance(source, bytes) else source)
        return OfficeFile(copy, digest, encoding, delimiter)
    except BaseException:
        copy.close()
        raise


def _copy_into(copy: BinaryIO, source: BinaryIO) -> str:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > MAX_BYTES:
            raise FileError(FileFault.TOO_LARGE)
        digest.update(chunk)
        copy.write(chunk)
    copy.flush()
    return digest.hexdigest()


def _messages(stream: Any) -> Iterator[tuple[bytes, Any]]:
    """Yield what a child says up to its `end`, as it is written and as it reads.

    Raises FileError for its `fault`, and when it ends without a word.
    """
    while (line := stream.readline(_LONGEST_MESSAGE)).endswith(b"\n"):
        message = json.loads(line)
        if isinstance(message, dict) and "fault" in message:
            raise FileError(FileFault(message["fault"]), message["line"])
        if message == {"end": True}:
            return
        yield line, message
    raise FileError(FileFault.TOO_LARGE_UNPACKED)


def _sheets(messages: Iterator[tuple[bytes, Any]]) -> Iterator[Sheet]:
    about: dict[str, Any] | None = None
    head: list[Row] = []
    fault: FileError | None = None
    for _, message in messages:
        if isinstance(message, list):
            head.append(_row(message))
        elif "spoilt" in message:
            fault = FileError(FileFault(message["spoilt"]), message["line"])
        else:
            if about is not None:
                yield _sheet(about, head, fault)
            about, head, fault = message, [], None
    if about is not None:
        yield _sheet(about, head, fault)


def _sheet(about: dict[str, Any], head: list[Row], fault: FileError | None) -> Sheet:
    return Sheet(about["sheet"], about["hidden"], about["encoding"], about["delimiter"], tuple(head), fault)


def _row(message: list[Any]) -> Row:
    if len(message) == _PLAIN:
        return Row(message[0], tuple(message[1]))
    line, cells, kinds = message
    return Row(line, tuple(cells), {place: Kind(kind) for place, kind in kinds})
