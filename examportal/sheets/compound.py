"""Workbooks of old Excel (XLS): OLE compound files, looked at before anything opens them."""

import re
import struct

from examportal.sheets.table import FileError, FileFault

_HEADER = 512
_SHIFT_AT, _DIFAT_AT, _IN_HEADER = 30, 76, 109
_SECTOR_SHIFTS = (9, 12)
_FREE = 0xFFFFFFFF
_LAST_SECTOR = 0xFFFFFFFA
_PROTECTED = ("EncryptedPackage", "EncryptionInfo")
_MACROS = ("_VBA_PROJECT_CUR", "_VBA_PROJECT")
# The first record of the workbook (BOF), maybe the one of a recommended write protection, and FilePass.
_PASSWORD_ASKED = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_WORKBOOKS = ("Workbook", "Book")


def check_compound(data: bytes) -> None:
    """Refuse a compound file that is cut off, protected, with macros, or no workbook; raises FileError."""
    if _is_cut_off(data):
        raise FileError(FileFault.TRUNCATED)
    if _has_stream(data, _PROTECTED) or _PASSWORD_ASKED.search(data):
        raise FileError(FileFault.PROTECTED)
    if _has_stream(data, _MACROS):
        raise FileError(FileFault.MACRO_FILE)
    if not _has_stream(data, _WORKBOOKS):
        raise FileError(FileFault.NOT_A_SPREADSHEET)


def _is_cut_off(data: bytes) -> bool:
    """Tell whether the file's own table of sectors knows of sectors behind its end."""
    if len(data) < _HEADER:
        return True
    (shift,) = struct.unpack_from("<H", data, _SHIFT_AT)
    if shift not in _SECTOR_SHIFTS:
        raise FileError(FileFault.NOT_A_SPREADSHEET)
    size = 1 << shift
    tables = [table for table in struct.unpack_from(f"<{_IN_HEADER}L", data, _DIFAT_AT) if table <= _LAST_SECTOR]
    return any((table + 2) * size > len(data) for table in tables) or any(
        _last_used(data, number, table, size) >= len(data) for number, table in enumerate(tables)
    )


def _last_used(data: bytes, number: int, table: int, size: int) -> int:
    """Return where the last sector begins that the table of sectors with this number calls used."""
    entries = struct.unpack_from(f"<{size // 4}L", data, (table + 1) * size)
    used = [place for place, entry in enumerate(entries) if entry != _FREE]
    return (number * len(entries) + max(used, default=-1) + 1) * size


def _has_stream(data: bytes, names: tuple[str, ...]) -> bool:
    """Tell whether an entry of the file's directory is called so; names stand there in UTF-16, ended by zeros."""
    return any(f"{name}\x00".encode("utf-16-le") in data for name in names)
