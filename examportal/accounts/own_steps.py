"""An examiner's own second steps: adding and removing them, each told by letter.

With an app or a passkey a code by letter is no longer enough, so recovery codes are made with the first of them, for
the day on which the phone is lost; when the last one goes, they go too, and codes by letter come back.
"""

from examportal.accounts import queries
from examportal.accounts.devices import keeping
from examportal.accounts.models import Account
from examportal.accounts.notices.rules import Notice
from examportal.accounts.notices.service import tell
from examportal.accounts.rules import keys_of
from examportal.accounts.steps import apps, passkeys, recovery
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.rules import NewKey, NothingOffered, Owner
from examportal.db import db
from examportal.register import queries as register


def owner_of(examiner_id: int) -> Owner:
    """Return the account of an examiner as the owner of second steps."""
    return keys_of(queries.get_account(examiner_id).id, examiner_id)


def owner_of_account(account_id: int) -> Owner:
    """Return an account as the owner of second steps."""
    return keys_of(account_id, db.session.get_one(Account, account_id).examiner_id)


def offer_app(examiner_id: int) -> None:
    """Prepare the QR code of a new app; one in use works until a code confirms the new one."""
    apps.offer(_hold(examiner_id)[1])


def confirm_app(examiner_id: int, typed: str, browser: str) -> bool:
    """Take the offered app into use; False after a wrong code. Raises NothingOffered."""
    account, owner = _hold(examiner_id)
    if not apps.confirm(owner, typed):
        return False
    _added(account, owner, browser)
    return True


def remove_app(examiner_id: int, browser: str) -> None:
    """Let the app count no more; raises NothingOffered when there is none."""
    account, owner = _hold(examiner_id)
    apps.remove(owner)
    _removed(account, owner, browser)


def add_key(examiner_id: int, made: NewKey, name: str, browser: str) -> None:
    """Keep a new passkey; raises KeyTaken or TooManyKeys."""
    account, owner = _hold(examiner_id)
    passkeys.add(owner, made, name)
    _added(account, owner, browser)


def remove_key(examiner_id: int, passkey_id: int, browser: str) -> None:
    """Let a passkey count no more; raises KeyUnknown."""
    account, owner = _hold(examiner_id)
    passkeys.remove(owner, passkey_id)
    _removed(account, owner, browser)


def issue_codes(examiner_id: int) -> None:
    """Prepare new recovery codes; raises NothingOffered without an app or a passkey, whose place they take."""
    owner = _hold(examiner_id)[1]
    if not steps.has_app_or_passkey(owner):
        raise NothingOffered
    recovery.issue(owner)


def keep_codes(examiner_id: int, browser: str) -> None:
    """Put the codes that are shown in force; raises NothingOffered."""
    account, owner = _hold(examiner_id)
    recovery.keep(owner)
    _tell(account, owner, browser)


def _hold(examiner_id: int) -> tuple[Account, Owner]:
    """Lock the person, then the account, as everywhere."""
    register.get_for_change(examiner_id)
    account = queries.get_account_for_change(queries.get_account(examiner_id).id)
    return account, keys_of(account.id, examiner_id)


def _added(account: Account, owner: Owner, browser: str) -> None:
    if not steps.codes_left(owner):
        recovery.issue(owner)
    keeping.end_trust(account.id)  # browsers that were trusted after a weaker step
    _tell(account, owner, browser)


def _removed(account: Account, owner: Owner, browser: str) -> None:
    if not steps.has_app_or_passkey(owner):
        recovery.end(owner)
    _tell(account, owner, browser)


def _tell(account: Account, owner: Owner, browser: str) -> None:
    tell(account, Notice.SECOND_STEP_CHANGED, actor=owner.actor, browser=browser)
