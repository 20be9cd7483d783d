"""The quick ways give the answers of the libraries that they spare: for what is plain, and for anything else."""

from datetime import date

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.exceptions import ValidationError
from stdnum.pl import pesel as stdnum_pesel

from examportal.core import pesel, text
from examportal.intake import contacts

LABELS = st.from_regex(r"[a-z0-9]{1,33}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
DOMAINS = st.builds(".".join, st.lists(LABELS | st.sampled_from(["pl", "com", "test", "local", "xn--a"]), max_size=4))
ADDRESSES = st.builds("{}@{}".format, st.from_regex(r"[a-z0-9._-]{1,70}", fullmatch=True), DOMAINS) | st.emails()
PHONES = st.from_regex(r"(\+48|48|0|00)?[0-9]{8,10}", fullmatch=True)
TEXTS = st.text(st.sampled_from(" \u00a0\u200b\u00ad\ufeff\tąa\u0301-\u2010\x00\ud800\u3000x"), max_size=12) | st.text()


def by_library(address: str) -> str | None:
    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None


@given(ADDRESSES)
@example("osoba.1@example.pl")
@example("a@b.invalid")
def test_a_plain_address_is_what_the_library_returns(address: str) -> None:
    if contacts.is_plain_email(address):
        assert by_library(address) == address


@given(PHONES)
@example("501501501")
@example("480000000")
@example("+48480000000")
def test_a_plain_phone_is_what_the_library_returns(phone: str) -> None:
    try:
        number = phonenumbers.parse(phone, "PL")
    except phonenumbers.NumberParseException:
        assert contacts.read_phone(phone) is None
        return
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert contacts.read_phone(phone) == (written if phonenumbers.is_possible_number(number) else None)


@given(st.from_regex(r"[0-9]{11}", fullmatch=True) | st.dates(date(1800, 1, 1), date(2299, 12, 31)))
def test_a_sound_pesel_is_what_the_library_says(drawn: str | date) -> None:
    digits = drawn if isinstance(drawn, str) else _number_of(drawn)
    try:
        stdnum_pesel.validate(digits)
    except ValidationError:
        assert sound_birth_date(digits) is None
        return
    born = stdnum_pesel.get_birth_date(digits)
    assert sound_birth_date(digits) == (born if 1900 <= born.year < 2100 else None)


def sound_birth_date(digits: str) -> date | None:
    return pesel.birth_date_in(digits) if pesel.checksum_holds(digits) else None


def _number_of(born: date) -> str:
    century = {18: 80, 19: 0, 20: 20, 21: 40, 22: 60}[born.year // 100]
    digits = f"{born.year % 100:02}{born.month + century:02}{born.day:02}0000"
    return digits + stdnum_pesel.calc_check_digit(digits)


@given(TEXTS)
def test_a_printable_text_is_cleaned_like_any_other(raw: str) -> None:
    marked = f"\u200b{raw}"  # the mark is invisible, and sends the text the long way
    assert text.clean(raw) == text.clean(marked)


@pytest.mark.parametrize(
    "mark", [*"\u00ad\u200b\u200f\u202a\u202e\u2060\u2064\ufeff\x00\x7f\x9f\ud800\u00a0\u3000\t\n"]
)
def test_no_mark_that_is_taken_away_is_printable(mark: str) -> None:
    assert not mark.isprintable()
