"""Sealing opens only in its own place with its own key; tokens are known by digest."""

import base64
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.core import tokens
from examportal.core.sealed import DataKey, Keyring, SealBroken, new_row_key

OLD = DataKey("old", bytes(32))
NEW = DataKey("new", bytes(range(32)))
RING = Keyring([NEW, OLD], b"i" * 32)


@given(st.text())
def test_what_was_sealed_opens_in_its_place(plain: str) -> None:
    assert RING.open(RING.seal(plain, "examiner.sealed:a"), "examiner.sealed:a") == plain


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert RING.seal("44051401359", "x") != RING.seal("44051401359", "x")


def test_a_text_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(SealBroken):
        RING.open(RING.seal("secret", "examiner.sealed:a"), "examiner.sealed:b")


@pytest.mark.parametrize("token", ["", "new", "new.", "new.%%%", "new.AAAA", "gone.AAAA"])
def test_what_is_no_sealed_text_is_refused(token: str) -> None:
    with pytest.raises(SealBroken):
        RING.open(token, "x")


def test_one_changed_byte_is_refused() -> None:
    key_id, _, body = RING.seal("secret", "x").partition(".")
    raw = bytearray(base64.b64decode(body))
    raw[-1] ^= 1
    with pytest.raises(SealBroken):
        RING.open(f"{key_id}.{base64.b64encode(bytes(raw)).decode()}", "x")


def test_the_newest_key_seals_and_older_ones_still_open() -> None:
    before = Keyring([OLD], b"i" * 32).seal("secret", "x")
    assert before.startswith("old.")
    assert RING.seal("secret", "x").startswith("new.")
    assert RING.open(before, "x") == "secret"


@pytest.mark.parametrize("key", [bytes(range(32)), bytes(64)])
def test_the_blind_index_is_an_hmac(key: bytes) -> None:
    ring = Keyring([DataKey("t", bytes(32))], key)
    assert ring.blind_index("pesel", "Łoś") == hmac.new(key, "pesel\0Łoś".encode(), "sha256").hexdigest()


def test_the_blind_index_depends_on_key_kind_and_value() -> None:
    other = Keyring([NEW], b"j" * 32)
    found = {
        RING.blind_index("pesel", "1"), RING.blind_index("pesel", "2"),
        RING.blind_index("document", "1"), other.blind_index("pesel", "1"),
    }  # fmt: skip
    assert len(found) == 4
    assert RING.blind_index("pesel", "1") in found


def test_keys_do_not_show_themselves() -> None:
    assert repr(NEW) == "DataKey(new)"


def test_tokens_are_long_different_and_digested() -> None:
    one, other = tokens.issue(), tokens.issue()
    assert one != other
    assert len(one) >= 43
    assert len(tokens.digest(one)) == 64
    assert tokens.digest("\ud800")
    assert new_row_key() != new_row_key()
