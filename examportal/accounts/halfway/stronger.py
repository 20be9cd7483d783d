"""The second step of whoever has added a stronger one: code of app or paper, or passkey; and the passkey alone."""

from examportal.accounts import arriving
from examportal.accounts import queries as keys
from examportal.accounts.arriving import Arrival
from examportal.accounts.browsers import Running
from examportal.accounts.devices.keeping import ThisBrowser
from examportal.accounts.halfway.service import Outcome, pass_step
from examportal.accounts.models import Account
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.rules import keys_of
from examportal.accounts.steps import apps, codes, passkeys, recovery
from examportal.accounts.steps.passkeys import Shown
from examportal.accounts.steps.rules import Kind, Owner, Use
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import NOBODY, Event, Result
from examportal.register import queries as register


def pass_typed(token: str, typed: str, browser: ThisBrowser, former: Running) -> Outcome:
    """Take a code of the app or a recovery code, each once; raises HalfwayEnded. A recovery code is told by letter."""
    return pass_step(token, lambda _half, account: _accept_typed(account, typed, browser), browser, former)


def pass_key(token: str, shown: Shown | None, browser: ThisBrowser, former: Running) -> Outcome:
    """Take a passkey; raises HalfwayEnded."""
    return pass_step(token, lambda _half, account: _accept_key(account, shown, browser), browser, former)


def come_in(shown: Shown | None, browser: ThisBrowser, former: Running) -> Arrival | None:
    """Sign in whoever has shown a passkey with PIN or finger; None for everybody else, for whatever reason."""
    account = _hold(shown) if shown is not None and shown.kind is Kind.ACCOUNT else None
    if account is None or not _is_open(account) or not _accept_key(account, shown, browser):
        subject = str(_owner(account).actor) if account is not None else None
        journal.record(Event.SIGN_IN, NOBODY, subject=subject, result=Result.REFUSED)
        return None
    return arriving.let_in(account, browser, former)


def _hold(shown: Shown) -> Account:
    account = db.session.get_one(Account, shown.owner_id)
    register.get_for_change(account.examiner_id)  # the person first, as everywhere
    return keys.get_account_for_change(account.id)


def _is_open(account: Account) -> bool:
    """Tell whether the account lets anybody in; a passkey opens no more than the password would."""
    is_active = account.activated_at is not None and account.frozen_at is None
    has_number = register.has_active_number(account.examiner_id)
    return is_active and has_number and not keys.is_suspended(account.examiner_id)


def _accept_typed(account: Account, typed: str, browser: ThisBrowser) -> bool:
    owner, code = _owner(account), codes.read(typed)
    if codes.is_of_app(code):
        return apps.accept(owner, code)
    if recovery.accept(owner, code) is None:
        return False
    notices.tell(account, Notice.RECOVERY_CODE_USED, actor=owner.actor, browser=browser.name)
    return True


def _accept_key(account: Account, shown: Shown | None, browser: ThisBrowser) -> bool:
    owner = _owner(account)
    use = passkeys.accept(owner, shown) if shown is not None else Use.REFUSED
    if use is Use.COPIED:
        notices.tell(account, Notice.PASSKEY_COPIED, actor=owner.actor, browser=browser.name)
    return use is Use.ACCEPTED


def _owner(account: Account) -> Owner:
    return keys_of(account.id, account.examiner_id)
