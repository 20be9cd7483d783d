"""What is pasted becomes plain; names are compared as people mean them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.core.names import fold, folded_letters, same_name
from examportal.core.text import clean, squeeze


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("  Łoś \u00a0 Jan\t", "Łoś Jan"),
        ("\ufeffAnna\u200b\u00ad", "Anna"),
        ("a\x00b\x07c\x7f", "abc"),
        ("Z\u0307o\u0301\u0142w", "Ż\u00f3\u0142w"),
        ("one\r\ntwo", "one two"),
        ("lone \ud800 surrogate", "lone surrogate"),
    ],
)
def test_invisible_characters_go(raw: str, plain: str) -> None:
    assert clean(raw) == plain


def test_numbers_lose_spaces_and_get_one_kind_of_dash() -> None:
    assert squeeze(" 1 \u2013 20\u00a0456 ") == "1-20456"


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Żółć-Łoś", "zolc los", True),
        ("Nowak-Śląska", "ŚLĄSKA NOWAK", True),
        ("Anna Maria", "Maria  Anna", True),
        ("O'Connor", "O’Connor", True),
        ("Kowalska", "Kowalski", False),
        ("Anna", "Anna Maria", False),
    ],
)
def test_names_compare_without_case_marks_and_order(one: str, other: str, *, same: bool) -> None:
    assert same_name(one, other) is same


def test_a_folded_name_has_single_spaces() -> None:
    assert fold("  Gżegżółka--Brzęczyszczykiewicz_Jr. ") == "gzegzolka brzeczyszczykiewicz jr"


@given(st.text(st.sampled_from("aąĄłŁßÉ żŹ-'.’ѐКовÑçÆœ0")))
def test_letters_folded_one_by_one_are_the_name_folded(name: str) -> None:
    assert name.translate(folded_letters()).split() == fold(name).split()
