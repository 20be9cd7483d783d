"""What is said of a file that is not what a person said of it, or of which there is nothing to show."""

import pytest

from examportal.intake.columns import ColumnMissing, Field
from examportal.intake.reader import AS_FOUND, Choices, read_register, read_sample
from examportal.sheets.reader import FileError, FileFault
from tests.intake.rows import HEADERS, YARDSTICK
from tests.sheets.workbooks import archive, entries_of_xlsx, row

WIDE = row(*["x"] * 300)


def test_headers_where_there_is_no_row_are_missing() -> None:
    chosen = Choices(line=9, places={Field.PESEL: 0, Field.REGISTRY_NUMBER: 1})
    with pytest.raises(ColumnMissing) as lacking:
        read_register(HEADERS.encode(), YARDSTICK, chosen)
    assert set(lacking.value.missing) == {Field.PESEL, Field.REGISTRY_NUMBER}


@pytest.mark.parametrize(
    ("sheets", "fault"),
    [({"A": "", "B": ""}, FileFault.EMPTY), ({"A": "", "B": WIDE}, FileFault.TOO_MANY_COLUMNS)],
)
def test_a_file_without_a_sheet_to_show_says_why(sheets: dict[str, str], fault: FileFault) -> None:
    with pytest.raises(FileError) as refused:
        read_sample(archive(entries_of_xlsx(sheets)), AS_FOUND)
    assert refused.value.fault is fault
