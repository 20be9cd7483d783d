"""Numbers that stand in addresses."""

import pytest

from examportal.web.lists import row_number


def test_the_numbers_of_rows() -> None:
    assert [row_number(typed) for typed in ("0", "7", "007", "2147483647")] == [0, 7, 7, 2147483647]


@pytest.mark.parametrize("typed", ["", "-1", "1.0", " 1", "x", "²", "٣", "2147483648", "00000000001", "9" * 5000])
def test_what_no_row_has(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        row_number(typed)
