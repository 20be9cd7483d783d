"""One code or challenge brought many times at the same moment: one is let in, on both databases."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask

from examportal.accounts.steps import apps, codes, passkeys, recovery
from examportal.accounts.steps.rules import Owner
from examportal.db import db, transaction
from tests.accounts.steps.owners import OWNERS, with_app, with_codes
from tests.storm.at_once import at_once

MANY = 32


@pytest.mark.parametrize("make", OWNERS)
def test_a_code_of_the_app_is_accepted_once_even_without_the_lock_on_its_owner(
    app: Flask, make: Callable[[], Owner]
) -> None:
    owner = make()
    code = with_app(owner).code()

    def accept() -> bool:
        with app.app_context(), transaction():
            return apps.accept(owner, code)

    db.session.rollback()
    assert Counter(at_once([accept] * MANY)) == {True: 1, False: MANY - 1}


@pytest.mark.parametrize("make", OWNERS)
def test_a_recovery_code_is_accepted_once_even_without_the_lock_on_its_owner(
    app: Flask, make: Callable[[], Owner]
) -> None:
    owner = make()
    code = codes.read(with_codes(owner)[0])

    def accept() -> int | None:
        with app.app_context(), transaction():
            return recovery.accept(owner, code)

    db.session.rollback()
    assert Counter(at_once([accept] * MANY)) == {9: 1, None: MANY - 1}


def test_a_challenge_is_taken_once(app: Flask) -> None:
    with transaction():
        token = passkeys.ask("sign_in:account_id")

    def take() -> bool:
        with app.app_context(), transaction():
            return passkeys.take(token, "sign_in:account_id") is not None

    db.session.rollback()
    assert Counter(at_once([take] * MANY)) == {True: 1, False: MANY - 1}
