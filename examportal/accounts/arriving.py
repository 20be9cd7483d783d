"""Coming in, by whatever proof: the session begins, the browser is known from now on, the owner may be told."""

from dataclasses import dataclass, field

from examportal.accounts import browsers, queries, service
from examportal.accounts.browsers import Running
from examportal.accounts.devices import keeping
from examportal.accounts.devices.keeping import ThisBrowser
from examportal.accounts.models import Account
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.queries import Presence
from examportal.accounts.service import record_own
from examportal.journal.rules import Event


@dataclass(frozen=True)
class Arrival:
    """Who has come in: the token of the session and, when this browser needs a new one, that of the device."""

    token: str = field(repr=False)
    presence: Presence
    device: str | None = field(repr=False)


def let_in(account: Account, browser: ThisBrowser, former: Running) -> Arrival:
    """Begin a session; `former` is what runs in this browser, and ends. The caller holds the person's row."""
    browsers.end(former)
    known = keeping.find(account.id, browser.token)
    device = keeping.recognise(account.id, browser, known)
    if browser.trusted:
        record_own(Event.DEVICE_TRUSTED, account.examiner_id)
        me = service.examiner_actor(account.examiner_id)
        notices.tell(account, Notice.DEVICES_CHANGED, actor=me, browser=browser.name)
    token = service.start_session(account, browser.name, new_device=known is None)
    notices.tell_of_sign_in(account, new_device=known is None, browser=browser.name)
    return Arrival(token, queries.Presence(account.id, account.examiner_id), device)
