"""Two at the same moment: one link is used once, and a new password or a suspension ends it or comes after it."""

from functools import partial

from flask import Flask

from examportal.accounts import queries as keys
from examportal.accounts import service as accounts
from examportal.accounts import suspensions
from examportal.accounts.addresses import service
from examportal.core.errors import LinkReplaced, LinkUsed, Refusal, Suspended
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.journal.service import verify
from examportal.register import queries as register
from tests.accounts.owners import EMAIL, owner
from tests.letters import newest_link, posted
from tests.storm.at_once import at_once

NEW = "anna.nowa@example.pl"


def token_for(examiner_id: int, email: str) -> str:
    """Ask for another address and return the token of the link."""
    with transaction():
        service.ask(examiner_id, email)
    return newest_link("email_change").rpartition("/")[2]


def test_one_link_is_used_once_and_the_newest_of_two_wins(app: Flask) -> None:
    examiner_id = owner()
    old, new = token_for(examiner_id, "anna.stara@example.pl"), token_for(examiner_id, NEW)

    def use(token: str) -> str:
        try:
            with app.app_context(), transaction():
                service.confirm(token)
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"

    told = at_once([partial(use, token) for token in (new, new, old, new, old, new)])
    assert sorted(told) == sorted(["done", *3 * [LinkUsed.__name__], *2 * [LinkReplaced.__name__]])
    db.session.rollback()
    assert keys.get_account(examiner_id).email == NEW
    assert {one.recipient for one in posted("account_notice")} == {EMAIL, NEW}
    verify()


def test_a_new_password_or_a_suspension_meanwhile_ends_the_link(app: Flask) -> None:
    examiner_id = owner()
    token = token_for(examiner_id, NEW)

    def use() -> str:
        try:
            with app.app_context(), transaction():
                service.confirm(token)
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"

    def new_password() -> str:
        with app.app_context(), transaction():
            register.get_for_change(examiner_id)
            accounts.set_password(keys.get_account(examiner_id), "another hash")
        return "set"

    def suspend() -> str:
        with app.app_context(), transaction():
            register.get_for_change(examiner_id)
            suspensions.suspend(examiner_id, "stranger", COMMAND)
        return "suspended"

    used, _set, _suspended = at_once([use, new_password, suspend])
    db.session.rollback()
    assert keys.get_account(examiner_id).email == (NEW if used == "done" else EMAIL)
    assert used in {"done", LinkReplaced.__name__, Suspended.__name__}
    verify()
