"""Which voivodeship a postcode hints at."""

import pytest

from examportal.core.readers import voivodeships
from examportal.core.regions import VOIVODESHIPS, lies_outside, postcode_in, voivodeships_of


def test_every_area_of_the_post_lies_somewhere_and_every_voivodeship_has_areas() -> None:
    known = {area: voivodeships_of(f"{area:02d}-000") for area in range(100) if area != 79}
    assert all(known.values())
    assert frozenset().union(*known.values()) == frozenset(VOIVODESHIPS)


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("90-001", "90-001"),
        ("00950", "00-950"),
        ("Polna 12-300/3, 30-001 Kraków", ""),
        ("Polna 7, 30-001 Kraków", "30-001"),
        ("tel. 22-501-000", ""),
        ("brak", ""),
    ],
)
def test_a_postcode_is_found_in_an_address_unless_there_may_be_two(text: str, postcode: str) -> None:
    assert postcode_in(text) == postcode


@pytest.mark.parametrize(
    ("postcode", "country", "outside"),
    [
        ("90-001", "PL", False),
        ("00-950", "PL", True),
        ("26-300", "PL", False),  # Opoczno, in an area that is mostly świętokrzyskie
        ("79-000", "PL", False),  # no such area: then nobody is told anything
        ("", "PL", False),
        ("01001", "UA", True),
    ],
)
def test_only_what_surely_lies_elsewhere_is_outside(postcode: str, country: str, outside: bool) -> None:
    assert lies_outside(postcode, country, ["łódzkie"]) is outside
    assert not lies_outside(postcode, country, [])


def test_a_board_names_its_voivodeships_as_they_are_written() -> None:
    assert voivodeships(" Łódzkie , świętokrzyskie,") == ("łódzkie", "świętokrzyskie")
    with pytest.raises(ValueError, match="mazowieckie"):
        voivodeships("lodzkie")
