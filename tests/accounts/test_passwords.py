"""Hashes: one for every question, none that matches nobody."""

import dataclasses

import pytest
from flask import Flask

from examportal.accounts import passwords

PASSWORD = "Zażółć gęślą 1"


def test_a_password_fits_its_hash_however_it_was_composed(app: Flask) -> None:
    stored = passwords.hash_password(PASSWORD)
    decomposed = "Zaz\u0307o\u0301łc\u0301 ge\u0328s\u0301la\u0328 1"
    assert passwords.verify(stored, PASSWORD)
    assert passwords.verify(stored, decomposed)
    assert not passwords.verify(stored, PASSWORD.lower())


@pytest.mark.parametrize("secret", ["x", "x" * 100_000, "", "\ud800", "a\x00b"])
def test_nobody_has_no_password_and_costs_one_hash(app: Flask, hashes: list[str], secret: str) -> None:
    assert not passwords.verify(None, secret)
    assert hashes == ["verify"]


def test_over_long_input_costs_one_hash_too(app: Flask, hashes: list[str]) -> None:
    stored = passwords.hash_password(PASSWORD)
    assert not passwords.verify(stored, PASSWORD + "x" * 300)
    assert hashes == ["hash", "verify"]


def test_a_broken_stored_hash_lets_nobody_in(app: Flask) -> None:
    assert not passwords.verify("no hash at all", PASSWORD)


def test_raised_parameters_are_noticed(app: Flask) -> None:
    stored = passwords.hash_password(PASSWORD)
    assert not passwords.needs_rehash(stored)
    before = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(before, hash_rounds=before.hash_rounds + 1)
    try:
        assert passwords.needs_rehash(stored)
    finally:
        app.extensions["settings"] = before
