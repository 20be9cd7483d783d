"""Every page about the old service, brought about as in `scenes`."""

from collections.abc import Iterator
from datetime import timedelta

import time_machine
from flask import Flask

from examportal.accounts.invitations.rules import LIFETIME
from examportal.core import clock
from examportal.legacy.examiners import work
from tests.browser import Browser, Page
from tests.legacy.examiners import JAN, START, both, bring, listed
from tests.letters import newest_link
from tests.office.staff import Colleague
from tests.people import remove_all

_OTHERS = b"\r\n123;a@wp.pl;1-1;\r\n53082240343;;9-9;dawno"


def examiners_are_invited(app: Flask) -> Iterator[Page]:
    """Bring a file, a wrong one first, invite its people and stop."""
    ewa = Colleague(Browser(app)).set_up()
    client = ewa.browser
    yield client.get(START)
    yield bring(client, b"PESEL;mail\n1;2\n", 422)
    page = client.follow(bring(client, both() + _OTHERS))
    yield page
    yield client.get(f"{page.url}?wynik=pesel_length")
    sending = client.follow(client.submit(page, button="Zaproś 2 osoby"))
    yield sending
    yield client.follow(client.submit(sending, button="Zatrzymaj zaproszenia"))
    yield client.get(START)


def an_invitation_is_opened(app: Flask) -> Iterator[Page]:
    """Open an invitation that is good, too old, used, closed and unknown; see the form that knows the address."""
    client = Browser(app)
    yield client.get("/zaproszenie/x", 404)
    work.work(listed(both(), ordered=True))
    link = newest_link("examiner_invitation")
    yield client.get(link)
    with time_machine.travel(clock.now() + LIFETIME + timedelta(minutes=1)):
        yield client.get(link, 410)
    client.submit(link, {})
    client.submit("/", {"login": "50021330853", "password": "2-1"})
    yield client.get("/rejestracja")
    remove_all(JAN)
    yield client.get(link, 410)


STORIES = (examiners_are_invited, an_invitation_is_opened)
"""In the order in which they are told."""
