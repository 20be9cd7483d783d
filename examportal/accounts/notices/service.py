"""Telling the owner of an account what happened to it."""

from examportal.accounts import suspensions
from examportal.accounts.models import Account
from examportal.accounts.notices import letters
from examportal.accounts.notices.rules import Notice, tells_of_sign_in
from examportal.accounts.service import examiner_actor
from examportal.config import settings
from examportal.journal.rules import Actor
from examportal.mail import service as post_office
from examportal.register import queries as register


def tell(account: Account, notice: Notice, *, also_to: str | None = None, actor: Actor, browser: str = "") -> None:
    """Post the letter about what has just happened, in the caller's transaction.

    It goes to the account's address and to `also_to`, the address that it had until now. `browser` is what the one in
    which it was done is called; empty where nobody clicked.
    """
    for address in dict.fromkeys((account.email, also_to or account.email)):
        objection = suspensions.issue_objection(account.examiner_id, address, before_activation=False, notice=notice)
        letter = letters.account_notice(
            address,
            register.person_name(account.examiner_id),
            notice,
            objection,
            browser=browser,
            former=address != account.email,
        )
        post_office.post(letter, actor=actor, about=str(examiner_actor(account.examiner_id)))


def tell_of_sign_in(account: Account, *, new_device: bool, browser: str) -> None:
    """Post the letter about a sign-in, where the board has decided to write about such a one."""
    if tells_of_sign_in(settings().sign_in_notices, new_device=new_device):
        tell(account, Notice.SIGNED_IN, actor=examiner_actor(account.examiner_id), browser=browser)
