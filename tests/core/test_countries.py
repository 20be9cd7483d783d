"""Countries as people write them."""

import pytest

from examportal.core.countries import all_countries, read_country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("UA", "UA"),
        (" ua ", "UA"),
        ("UKR", "UA"),
        ("Ukraina", "UA"),
        ("UKRAINE", "UA"),
        ("Wielka Brytania", "GB"),
        ("UK", "GB"),
        ("GB", "GB"),
        ("Zjednoczone Królestwo", "GB"),
        ("USA", "US"),
        ("Czechy", "CZ"),
        ("Republika Czeska", "CZ"),
        ("Niemcy", "DE"),
        ("RFN", "DE"),
        ("Türkiye", "TR"),
        ("Białoruś", "BY"),
        ("Rzeczpospolita Polska", "PL"),
        ("Unia Europejska", None),
        ("EU", None),
        ("XX", None),
        ("Atlantyda", None),
        ("", None),
    ],
)
def test_codes_and_names_in_polish_and_english(written: str, code: str | None) -> None:
    assert read_country(written) == code


def test_every_country_is_read_by_its_own_name_and_code() -> None:
    for code, name in all_countries():
        assert read_country(code) == read_country(name) == code
