"""The list of passwords that many people use."""

import hashlib

import pytest

from examportal.accounts.choosing.common import forms_of, is_common, size
from examportal.accounts.choosing.packed import unpack
from tests.house.source import ROOT

ENOUGH = 3000
NOTES = ROOT / "examportal" / "accounts" / "choosing" / "data" / "README.md"


def test_the_list_is_long_sorted_and_of_passwords_that_would_be_long_enough() -> None:
    lines = unpack("common_passwords").decode().splitlines()
    assert size() == len(lines) > ENOUGH
    assert lines == sorted(set(lines))
    assert all(len(line) >= 12 and line == line.casefold() for line in lines)


def test_each_of_a_spread_of_entries_is_refused() -> None:
    lines = unpack("common_passwords").decode().splitlines()
    assert all(is_common(line) and is_common(line.upper()) for line in lines[:: len(lines) // 50])


@pytest.mark.parametrize(
    "password",
    [
        "1qaz2wsx3edc",
        "QWERTY123456!",
        "Administrator1!",
        "administrator2026?!",
        "!!Administrator!!",
        "12 administrator",
        "Sonyericsson...",
    ],
)
def test_case_and_ends_do_not_help(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", ["", "zażółć gęślą", "Zażółć gęślą 1", "\n"])
def test_others_are_let_through(password: str) -> None:
    assert not is_common(password)


def test_what_is_too_short_without_its_ends_is_not_looked_up() -> None:
    assert list(forms_of("Password2026!")) == ["password2026!", "password2026"]


@pytest.mark.parametrize("name", ["common_passwords", "polish_words", "polish_first_names", "polish_last_names"])
def test_the_notes_beside_the_lists_are_of_these_lists(name: str) -> None:
    text = unpack(name)
    entries = text.count(b"\n")
    noted = f"| `{name}.txt.xz` | {entries:,} | `{hashlib.sha256(text).hexdigest()[:16]}` |"
    assert noted in NOTES.read_text(encoding="utf-8")
