"""Asking for a phone to get codes, confirming it by a code, removing it.

A phone in force stays until another is confirmed or it is removed, whatever is changed in the profile.
"""

from examportal.accounts import queries as keys
from examportal.accounts.halfway.rules import new_code
from examportal.accounts.models import Account
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.phones import keeping, queries, rules
from examportal.accounts.phones.models import ConfirmedPhone
from examportal.accounts.phones.rules import NothingAsked
from examportal.accounts.service import examiner_actor, record_own
from examportal.core import clock
from examportal.core.sealed import new_row_key
from examportal.db import db, keyring
from examportal.journal.rules import Event, Result
from examportal.register import queries as register
from examportal.sms import service as sms


def ask(examiner_id: int, number: str) -> None:
    """Send a code to a number (E.164); codes sent before for another end. The caller has counted the costs.

    Raises NothingAsked when the way in was closed meanwhile.
    """
    account = _hold(examiner_id)
    keeping.end_waiting(account.id)
    now, code, row_key = clock.now(), new_code(), new_row_key()
    phone = ConfirmedPhone(account_id=account.id, asked_at=now, expires_at=now + rules.CODE_LIFETIME, tries=0)
    phone.row_key, phone.code_digest = row_key, _digest(row_key, code)
    phone.seal({"number": number})
    db.session.add(phone)
    me = examiner_actor(examiner_id)
    text = rules.confirming(code, phone.expires_at)
    sms.post(number, text, actor=me, about=str(me), useful_until=phone.expires_at)


def count_try(examiner_id: int) -> None:
    """Count a code before it is compared, in the caller's own transaction; raises NothingAsked."""
    phone = queries.find_asked(keys.get_account(examiner_id).id, clock.now())
    if phone is None or not keeping.count_try(phone.id):
        raise NothingAsked


def confirm(examiner_id: int, code: str, browser: str) -> bool:
    """Let the phone that waits get codes from now on, in place of any other; False after a wrong code.

    The try has been counted. Raises NothingAsked.
    """
    account = _hold(examiner_id)
    phone = queries.find_asked(account.id, clock.now())
    if phone is None:
        raise NothingAsked
    if phone.code_digest != _digest(phone.row_key, code):
        record_own(Event.PHONE_CONFIRMED, examiner_id, result=Result.REFUSED)
        return False
    keeping.end_confirmed(account.id)
    phone.confirmed_at = clock.now()
    _tell(account, Event.PHONE_CONFIRMED, browser)
    return True


def remove(examiner_id: int, browser: str) -> None:
    """Let the phone get no more codes; raises NothingAsked when there is none."""
    account = _hold(examiner_id)
    if queries.find_confirmed(account.id) is None:
        raise NothingAsked
    keeping.end_confirmed(account.id)
    _tell(account, Event.PHONE_REMOVED, browser)


def _hold(examiner_id: int) -> Account:
    """Lock the person, then the account, as everywhere; raises NothingAsked when the way in is closed."""
    register.get_for_change(examiner_id)
    account = keys.get_account_for_change(keys.get_account(examiner_id).id)
    if account.frozen_at is not None or keys.is_suspended(examiner_id):
        raise NothingAsked
    return account


def _tell(account: Account, event: Event, browser: str) -> None:
    record_own(event, account.examiner_id)
    actor = examiner_actor(account.examiner_id)
    notices.tell(account, Notice.SECOND_STEP_CHANGED, actor=actor, browser=browser)


def _digest(row_key: str, code: str) -> str:
    return keyring().blind_index(f"phone_code:{row_key}", code)
