"""An account that waits for a new password, because its owner has said "it was not me".

While it is frozen no session of it counts and nobody signs in, by whatever key: so nobody can change e-mail, phone,
password or second step. A new password set by a letter's link ends it; the office need not do anything.
"""

from datetime import datetime

from examportal.accounts.devices import keeping
from examportal.accounts.models import Account
from examportal.accounts.phones import keeping as phones
from examportal.accounts.rules import STRANGER_FOR, keys_of
from examportal.accounts.service import end_all_sessions, post_password_link, record_for
from examportal.accounts.steps import ending
from examportal.accounts.support_codes import keeping as support_codes
from examportal.core import clock
from examportal.journal.rules import Actor, Event
from examportal.register import queries as register


def freeze(account: Account, actor: Actor, *, told_at: datetime) -> datetime:
    """Close the account until a new password is set, and write with a link to one; return when that link ends.

    Ends all sessions, forgets all devices, and ends the second steps that were added since a day before `told_at`, when
    the notice was written: a stranger's passkey would sign in without the password. The caller holds the person's row.
    Frozen once more it stays frozen, and another letter goes.
    """
    now = clock.now()
    account.frozen_at = now
    ended = end_all_sessions(account.id)
    keeping.end(account.id)
    support_codes.end_of(account)
    ending.end_added_since(keys_of(account.id, account.examiner_id), told_at - STRANGER_FOR)
    phones.end_added_since(account.id, told_at - STRANGER_FOR)
    record_for(Event.ACCOUNT_FROZEN, account.examiner_id, actor, sessions=ended)
    return post_password_link(account, register.person_name(account.examiner_id), actor)
