"""Files that are broken or mean harm: refused with the name of the rule, in a child that dies alone."""

import io
import resource
import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examportal.sheets import archive as archives
from examportal.sheets import reader, workbook
from examportal.sheets.child import NOTHING_OVERRULED, messages
from examportal.sheets.reader import FileError, FileFault, look_at, read_csv
from examportal.sheets.starts import OLE_START
from tests.intake.conftest import SAMPLES
from tests.sheets.workbooks import archive, entries_of_xlsx, ods, row, xlsx

GOOD = xlsx(row("a"), row("b"))
OLD_EXCEL = (SAMPLES / "18_old_excel.xls").read_bytes()


def fault_of(data: bytes) -> str | None:
    """Return how the child refuses a file, without the child."""
    *_, last = messages(io.BytesIO(data), "look", NOTHING_OVERRULED, "")
    assert isinstance(last, dict)
    return last.get("fault")


def with_part(name: str, content: str | bytes = "x") -> bytes:
    return archive({**entries_of_xlsx({"Lista": row("a")}), name: content})


def lying(promised: int) -> bytes:
    """Return a workbook whose directory promises another size of its last part than it has."""
    data = bytearray(with_part("xl/media/image1.bin", b"\0" * 3_000_000))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<L", promised)
    return bytes(data)


def locked() -> bytes:
    """Return a workbook whose directory calls a part encrypted."""
    data = bytearray(GOOD)
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 8] |= 1
    return bytes(data)


def damaged() -> bytes:
    """Return a workbook with other bytes in the middle of a part."""
    data = bytearray(with_part("xl/media/image1.bin", bytes(range(256)) * 100))
    middle = data.rfind(b"image1.bin", 0, data.rfind(b"PK\x01\x02")) + 60
    data[middle : middle + 8] = b"\xff" * 8
    return bytes(data)


def with_record(found: bytes, place: int, put: bytes) -> bytes:
    """Return the old workbook with other bytes `place` behind the start of a record."""
    at = OLD_EXCEL.index(found) + place
    return OLD_EXCEL[:at] + put + OLD_EXCEL[at + len(put) :]


BEGINNING, SHEET_NAMED = b"\x09\x08\x10\x00", b"\x85\x00"
ROWS = archive(entries_of_xlsx({"Lista": row("a") * 200_010}))
BLANK_ROWS = archive(entries_of_xlsx({"Lista": row("a") + '<row s="1"/>' * 300_000}))
CORNERS = xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
EXPANDING = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (archive({"word/document.xml": "x"}), FileFault.NOT_A_SPREADSHEET),
        (archive({}), FileFault.NOT_A_SPREADSHEET),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}), "not_a_spreadsheet"),
        (with_part("xl/worksheets/sheet1.xml", EXPANDING), FileFault.NOT_A_SPREADSHEET),
        (OLE_START + OLD_EXCEL[8:].replace("Workbook".encode("utf-16-le"), b"x" * 16), "not_a_spreadsheet"),
        (OLD_EXCEL[:30] + b"\xff\xff" + OLD_EXCEL[32:], FileFault.NOT_A_SPREADSHEET),
        (with_part("xl/vbaProject.bin"), FileFault.MACRO_FILE),
        (ods("", {"Basic/Standard/Module1.xml": "x"}), FileFault.MACRO_FILE),
        (OLD_EXCEL + "_VBA_PROJECT\0".encode("utf-16-le"), FileFault.MACRO_FILE),
        (with_record(SHEET_NAMED, 9, b"\1"), FileFault.MACRO_FILE),
        (with_record(BEGINNING, 20, b"\x2f\0"), FileFault.PROTECTED),
        (locked(), FileFault.PROTECTED),
        (ods("", {"META-INF/manifest.xml": "<encryption-data/>"}), FileFault.PROTECTED),
        (OLD_EXCEL + "EncryptedPackage\0".encode("utf-16-le"), FileFault.PROTECTED),
        (GOOD[: len(GOOD) // 2], FileFault.TRUNCATED),
        (GOOD[:-4], FileFault.TRUNCATED),
        (OLD_EXCEL[:300], FileFault.TRUNCATED),
        (OLD_EXCEL[:4000], FileFault.TRUNCATED),
        (damaged(), FileFault.TRUNCATED),
        (with_part("xl/workbook.xml", "<workbook"), FileFault.TRUNCATED),
        (OLD_EXCEL[:1024] + b"\0" * 2000 + OLD_EXCEL[3024:], FileFault.TRUNCATED),
        (lying(2**31), FileFault.TOO_LARGE_UNPACKED),
        (GOOD[:-10] + struct.pack("<L", 2**30) + GOOD[-6:], FileFault.TOO_LARGE_UNPACKED),
        (ROWS, FileFault.TOO_MANY_ROWS),
    ],
)
def test_each_kind_of_refusal(data: bytes, fault: str) -> None:
    assert fault_of(data) == fault


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", FileFault.EMPTY),
        (b"%PDF-1.4", FileFault.NOT_A_SPREADSHEET),
        (b"a;b\n" * 2000 + b"1;\x00", FileFault.NOT_A_SPREADSHEET),
        (b";" * 1_000_000, FileFault.TOO_MANY_COLUMNS),
        ("Łoś;Ewa\n".encode("utf-16"), None),
        ("Łoś;Ewa\n".encode("cp1250"), None),
        (b"\x81\x83\x98;\n", None),
        (GOOD, None),
        (locked(), FileFault.PROTECTED),
        (lying(2**31), FileFault.TOO_LARGE_UNPACKED),
        (archive({f"xl/{number}.xml": "a" for number in range(10_000)}), FileFault.NOT_A_SPREADSHEET),
        (xlsx(row("x" * 50_000_000)), FileFault.TRUNCATED),
    ],
)
def test_a_first_look_refuses_what_nobody_may_open(data: bytes, fault: str | None) -> None:
    (said,) = messages(io.BytesIO(data), "check", NOTHING_OVERRULED, "")
    assert said == ({"fault": fault, "line": None} if fault else {"end": True})


def test_a_first_look_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_CHECK_SECONDS", 60.0)  # on a machine that has other work
    with pytest.raises(FileError) as refused:
        reader.check(io.BytesIO(b"%PDF-1.4"))
    assert refused.value.fault is FileFault.NOT_A_SPREADSHEET
    monkeypatch.setattr(reader, "_CHECK_SECONDS", 0.0)
    reader.check(io.BytesIO(b"%PDF-1.4"))


def test_a_directory_that_promises_too_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 2_000_000)
    assert fault_of(lying(1000)) == FileFault.TOO_LARGE_UNPACKED


def test_rows_are_counted_again_when_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_SHEET_ROWS", 1)
    *_, last = messages(io.BytesIO(xlsx(row("a") * 3)), "rows", NOTHING_OVERRULED, "Lista")
    assert last == {"fault": FileFault.TOO_MANY_ROWS, "line": None}


def test_a_workbook_without_sheets() -> None:
    assert look_at(archive(entries_of_xlsx({}))).sheets == []


def test_a_row_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_LONGEST_ROW", 100_000)
    assert fault_of(xlsx(row("x" * 200_000))) == FileFault.TRUNCATED


def test_rows_that_are_only_formatted_do_not_count() -> None:
    assert fault_of(BLANK_ROWS) is None


def test_a_panic_of_the_library_is_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    class Calamine:
        @staticmethod
        def from_filelike(_file: object) -> None:
            raise found()

    monkeypatch.setattr(workbook, "CalamineWorkbook", Calamine)
    found: type[BaseException] = PanicException
    assert fault_of(GOOD) == FileFault.TRUNCATED
    found = KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        fault_of(GOOD)


def test_a_sheet_that_is_no_xml_is_spoilt_alone() -> None:
    found = look_at(with_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c></row>"))
    assert found.sheets[0].fault is not None


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"a" * 2_000_000, FileFault.TRUNCATED),
        (b"a;b\n" + b";" * 2_000_000, FileFault.TOO_MANY_COLUMNS),
        (b"a;b\n" * 2000 + b"1;\x00", FileFault.NOT_A_SPREADSHEET),
    ],
)
def test_hostile_text(data: bytes, fault: FileFault) -> None:
    with pytest.raises(FileError) as refused:
        list(read_csv(data).rows())
    assert refused.value.fault is fault


def test_a_file_that_is_too_much_ends_the_child_and_nothing_else() -> None:
    with pytest.raises(FileError) as refused:
        look_at(CORNERS)
    assert refused.value.fault is FileFault.TOO_LARGE_UNPACKED


def test_a_file_that_is_too_large_is_not_even_copied_to_its_end() -> None:
    class Endless(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            return b"x" * 1024 * 1024

    with pytest.raises(FileError) as refused:
        look_at(Endless())
    assert refused.value.fault is FileFault.TOO_LARGE


@pytest.mark.parametrize("name", ["14_pdf_named.xlsx", "15_zip_bomb.xlsx", "16_empty.csv"])
def test_the_parent_hardly_grows_and_waits_not_long(name: str) -> None:
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(FileError), (SAMPLES / name).open("rb") as file:
        look_at(file)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024
    assert time.monotonic() - begun < 20  # two seconds on a machine that does nothing else


def mutilated(data: bytes) -> st.SearchStrategy[bytes]:
    """Return the file with some bytes replaced, or cut off."""
    places = st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=5)

    def mutilate(changes: list[tuple[int, int]], length: int) -> bytes:
        changed = bytearray(data)
        for place, byte in changes:
            changed[place] = byte
        return bytes(changed[:length])

    return st.builds(mutilate, places, st.one_of(st.just(len(data)), st.integers(0, len(data))))


ANY_BYTES = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail),
    st.binary(max_size=300).map(lambda tail: OLE_START + tail),
    mutilated(GOOD),
    mutilated(OLD_EXCEL),
    mutilated(ods("<table:table-row><table:table-cell/></table:table-row>")),
)


@settings(max_examples=300, deadline=None)
@given(ANY_BYTES)
def test_any_bytes_end_in_rows_or_a_refusal(data: bytes) -> None:
    *_, last = messages(io.BytesIO(data), "look", NOTHING_OVERRULED, "")
    assert last == {"end": True} or FileFault(last["fault"])  # type: ignore[call-overload]
