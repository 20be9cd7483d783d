"""What an owner does with the devices on which no code is asked for."""

from examportal.accounts import queries as keys
from examportal.accounts.devices import keeping
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.service import examiner_actor, record_own
from examportal.journal.rules import Event
from examportal.register import queries as register


def strike_off(examiner_id: int, device_id: int | None, browser: str) -> int:
    """Know one device no longer, or (`device_id` None) none, and tell the owner; return how many there were.

    `browser` is what the one is called in which it is done.
    """
    register.get_for_change(examiner_id)
    account = keys.get_account(examiner_id)
    count = keeping.end(account.id, device_id)
    if count:
        record_own(Event.DEVICES_ENDED, examiner_id, count=count)
        notices.tell(account, Notice.DEVICES_CHANGED, actor=examiner_actor(examiner_id), browser=browser)
    return count
