"""Codes of the second step."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from examportal.accounts.steps import codes

# RFC 6238, appendix B: the secret "12345678901234567890" at second 1111111109 (the last 6 of 8 digits).
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
THEN = datetime.fromtimestamp(1111111109, UTC)
STEP = 1111111109 // 30


@pytest.mark.parametrize("off", [-30, 0, 30])
def test_a_code_is_found_one_step_either_way(off: int) -> None:
    assert codes.matching_step(SECRET, "081804", THEN + timedelta(seconds=off)) == STEP


@pytest.mark.parametrize("off", [-60, 60, 3600])
def test_a_code_of_another_time_is_none(off: int) -> None:
    assert codes.matching_step(SECRET, "081804", THEN + timedelta(seconds=off)) is None


def test_rubbish_is_no_code() -> None:
    assert codes.matching_step(SECRET, "żółć", THEN) is None
    assert [codes.is_of_app(code) for code in ("081804", "0818041", "٠٨١٨٠٤", "")] == [True, False, False, False]


def test_a_code_is_read_however_it_is_typed() -> None:
    assert codes.read(" 081\u00a0804 ") == "081804"
    assert codes.read("7kq3–9mxd 4hta") == "7KQ39MXD4HTA"


def test_recovery_codes_are_all_different_and_easy_to_read() -> None:
    written = {codes.new_recovery_code() for _ in range(200)}
    assert len(written) == 200
    assert all(len(code) == 14 and not set(code) & set("0O1IL5S8B2ZUV") for code in written)


def test_the_address_for_the_app_carries_the_secret() -> None:
    address = urlsplit(codes.address_of(SECRET, "ewa@example.pl", "Portal egzaminatora"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query) == {"secret": [SECRET], "issuer": ["Portal egzaminatora"]}
    assert codes.in_groups(codes.new_secret()).count(" ") == 7
