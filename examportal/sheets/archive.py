"""Workbooks that are zip archives (XLSX, ODS), looked at before anything opens them.

Sizes first: the archive's own directory must promise little enough, and then every entry is unpacked once, piece by
piece and thrown away, because a directory can lie. On the way rows are counted and documents that define entities
are refused. Only then comes what kind of workbook it is.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from examportal.sheets.table import MAX_SHEET_ROWS, MAX_UNPACKED, FileError, FileFault

CHUNK = 1024 * 1024

_MAX_DIRECTORY = 2 * 1024 * 1024
_END_RECORD = b"PK\x05\x06"
_END_RECORD_SIZE, _MAX_COMMENT = 22, 65535
_LONGEST_ROW = 16 * CHUNK
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_MACROS = re.compile(r"xl/vbaProject\.bin|xl/macrosheets/.*|Basic/.*\.xml|Scripts/.*[^/]", re.IGNORECASE)
_CONTENT = re.compile(rb"<(?:\w+:)?[vt][ >]")
_ROW = re.compile(rb"<(?:\w+:)?row[ />]")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, struct.error, ValueError)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_PROTECTED_FLAG = 0x1


def check_archive(file: BinaryIO) -> None:
    """Refuse an archive that is too large, broken, protected, with macros, or no workbook; raises FileError."""
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_entries(archive.infolist())
            _unpack(archive)
            _check_kind(archive)
    except FileError:
        raise
    except _BROKEN:
        raise FileError(FileFault.TRUNCATED) from None


def _check_directory(file: BinaryIO) -> None:
    """Refuse a directory so long that reading it alone would take seconds."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_RECORD_SIZE - _MAX_COMMENT))
    tail = file.read()
    found = tail.rfind(_END_RECORD)
    if found < 0 or len(tail) - found < _END_RECORD_SIZE:
        raise FileError(FileFault.TRUNCATED)
    (directory,) = struct.unpack_from("<L", tail, found + 12)
    if directory > _MAX_DIRECTORY:
        raise FileError(FileFault.TOO_LARGE_UNPACKED)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileError(FileFault.TOO_LARGE_UNPACKED)
    if any(entry.flag_bits & _PROTECTED_FLAG for entry in entries):
        raise FileError(FileFault.PROTECTED)
    if any(_MACROS.fullmatch(entry.filename) for entry in entries):
        raise FileError(FileFault.MACRO_FILE)


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in archive.read(manifest):
        raise FileError(FileFault.PROTECTED)
    if "xl/workbook.xml" not in names and not _is_ods(archive, names):
        raise FileError(FileFault.NOT_A_SPREADSHEET)


def _is_ods(archive: zipfile.ZipFile, names: set[str]) -> bool:
    return {"mimetype", "content.xml"} <= names and archive.read("mimetype").strip().startswith(_ODS)


def _unpack(archive: zipfile.ZipFile) -> None:
    """Unpack every entry to see its true size."""
    left = MAX_UNPACKED
    for entry in archive.infolist():
        promised = entry.file_size
        entry.file_size = left + 2 * CHUNK  # or zipfile would stop where the directory says, and never see more
        counter = _Rows() if _SHEET.fullmatch(entry.filename) else None
        for chunk in _pieces(archive, entry):
            left -= len(chunk)
            if left < 0:
                raise FileError(FileFault.TOO_LARGE_UNPACKED)
            if counter is not None:
                counter.feed(chunk)
            if entry.filename.endswith(".xml") and _DOCTYPE.search(chunk):
                raise FileError(FileFault.NOT_A_SPREADSHEET)
        entry.file_size = promised


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


class _Rows:
    """Counts the rows of a sheet that hold anything; a spreadsheet may store many more that are only formatted."""

    def __init__(self) -> None:
        self._rest = b""
        self._count = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next piece of the sheet; raises FileError when there are too many rows."""
        *whole, self._rest = _ROW.split(self._rest + chunk)
        if len(self._rest) > _LONGEST_ROW:
            raise FileError(FileFault.TRUNCATED)
        self._count += sum(_CONTENT.search(row) is not None for row in whole)
        if self._count > MAX_SHEET_ROWS + 1:
            raise FileError(FileFault.TOO_MANY_ROWS)
