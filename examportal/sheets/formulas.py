"""Cells that calamine gives as blank though they are not: formulas never computed, and results that are errors.

A second look at the XML of one sheet, streamed. It is taken only when the sheet has a formula or an error at all, so
that most files are spared it. What comes here has no DOCTYPE (see `archive`), so no entity can be expanded.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from examportal.sheets.archive import CHUNK
from examportal.sheets.table import MAX_COLUMNS, FileError, FileFault

Places = dict[int, set[int]]
"""The columns of cells by their row, both counted from 0."""

_HINT = re.compile(rb'<(?:\w+:)?f[ />]|t="e"|:formula=')
_OVERLAP = 32
_LETTERS = re.compile(r"[A-Z]+")
_ODS_CONTENT = "content.xml"
_MOST_REPEATED = 1000


class _Listener:
    """Is told of an XML document, piece by piece; what it does not care for passes by."""

    def __init__(self) -> None:
        self.found: Places = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of the start of an element."""

    def note(self, row: int, column: int) -> None:
        """Remember a cell."""
        if column < MAX_COLUMNS:
            self.found.setdefault(row, set()).add(column)

    def text(self, data: str) -> None:
        """Hear of text."""

    def end(self, name: str) -> None:
        """Hear of the end of an element."""


def find_valueless(file: BinaryIO, sheet: str) -> Places:
    """Return the cells of a sheet of an XLSX or ODS that stand for a formula without a value."""
    with zipfile.ZipFile(file) as archive:
        is_ods = _ODS_CONTENT in archive.namelist()
        part = _ODS_CONTENT if is_ods else _part_of(archive, sheet)
        listener = _OdsCells(sheet) if is_ods else _XlsxCells()
        if part not in archive.namelist() or not _has_formulas(archive, part):
            return {}
        with archive.open(part) as stream:
            _listen(iter(lambda: stream.read(CHUNK), b""), listener)
    return listener.found


def _has_formulas(archive: zipfile.ZipFile, part: str) -> bool:
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            if _HINT.search(rest + chunk):
                return True
            rest = chunk[-_OVERLAP:]
    return False


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return where in the archive a sheet of an XLSX stands, by what the workbook says."""
    sheets, relations = _Attributes("sheet"), _Attributes("Relationship")
    _listen(iter([archive.read("xl/workbook.xml")]), sheets)
    _listen(iter([archive.read("xl/_rels/workbook.xml.rels")]), relations)
    targets = {found.get("Id"): found.get("Target", "") for found in relations.attributes}
    ids = {found.get("name"): found.get("id") for found in sheets.attributes}
    return posixpath.normpath(posixpath.join("/xl", targets.get(ids.get(sheet), ""))).lstrip("/")


def _listen(chunks: Iterator[bytes], listener: _Listener) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: listener.start(_local(name), attributes)
    parser.CharacterDataHandler = listener.text
    parser.EndElementHandler = lambda name: listener.end(_local(name))
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise FileError(FileFault.TRUNCATED) from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Attributes(_Listener):
    """Collects the attributes of all elements of one name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.attributes: list[dict[str, str]] = []
        self._name = name

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._name:
            self.attributes.append({_local(key): value for key, value in attributes.items()})


class _XlsxCells(_Listener):
    """Finds `<f>` without a value: Excel writes one always, other programs leave it to Excel."""

    def __init__(self) -> None:
        super().__init__()
        self._row = self._column = -1
        self._type: str | None = None
        self._formula = self._in_value = False
        self._value: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
            case "c":
                self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
                self._type, self._formula, self._value = attributes.get("t"), False, None
            case "f":
                self._formula = True
            case "v":
                self._in_value, self._value = True, ""

    def text(self, data: str) -> None:
        if self._in_value and self._value is not None:
            self._value += data

    def end(self, name: str) -> None:
        if name == "v":
            self._in_value = False
        elif name == "c" and self._is_valueless():
            self.note(self._row, self._column)

    def _is_valueless(self) -> bool:
        if self._type == "e":
            return True
        computed = bool(self._value) or (self._type == "str" and self._value is not None)
        return self._formula and not computed


class _OdsCells(_Listener):
    """Finds cells with a formula and without the type of a value."""

    def __init__(self, sheet: str) -> None:
        super().__init__()
        self._sheet = sheet
        self._here = False
        self._row = self._next_row = self._next_column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table":
                self._here = attributes.get("table:name") == self._sheet
                self._next_row = 0
            case "table-row":
                self._row, self._next_column = self._next_row, 0
                self._next_row += int(attributes.get("table:number-rows-repeated", "1"))
            case "table-cell" | "covered-table-cell":
                self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        first = self._next_column
        self._next_column += int(attributes.get("table:number-columns-repeated", "1"))
        computed = "office:value-type" in attributes and attributes.get("calcext:value-type") != "error"
        if self._here and "table:formula" in attributes and not computed:
            for row in range(self._row, min(self._next_row, self._row + _MOST_REPEATED)):
                for column in range(first, min(self._next_column, MAX_COLUMNS)):
                    self.note(row, column)


def _column(reference: str) -> int:
    """Return the place of a column by its letters: A is 0, AA is 26."""
    place = 0
    found = _LETTERS.match(reference.upper())
    for letter in found[0] if found else "":
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
