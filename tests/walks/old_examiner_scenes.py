"""Every page about moving what the old service had, brought about as in `scenes`."""

from collections.abc import Iterator
from datetime import timedelta

import time_machine
from flask import Flask

from examportal.accounts.invitations.rules import LIFETIME
from examportal.core import clock
from examportal.legacy.examiners import work
from examportal.legacy.moving import work as moving
from examportal.legacy.moving.rules import PAGE_LIFETIME
from tests.browser import Browser, Page
from tests.legacy.examiners import JAN, START, both, bring, listed
from tests.legacy.old_files import Mover
from tests.legacy.test_moving import EVERY
from tests.letters import link_in, newest_link, posted, text_of
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


def accounts_move(app: Flask) -> Iterator[Page]:
    """Look who moves, say what rights lead to, move them, and read what each owner is told."""
    mover, reader = Mover(app), Browser(app)
    client, path = mover.browser, f"{mover.bring(*EVERY).url}/przeniesienie"
    shown = client.get(path)
    yield shown
    file_id = int(path.split("/")[3])
    for whom in ("Napisz do 2 osób, których konta przechodzą", "Napisz do 4 osób, których konta nie przechodzą"):
        client.submit(shown, button=whom)
    moving.tell(file_id)
    links = [link_in(text_of(letter)) for letter in posted("account_word")]
    for link in links:
        yield reader.get(link)
    yield client.follow(client.submit(shown, {"rola-0": "registrar"}, button="Zapisz role"))
    client.submit(path, button="Przenieś 2 konta")
    yield client.get(path)
    moving.move(file_id)
    yield client.get(path)
    yield reader.get(links[0])
    with time_machine.travel(clock.now() + PAGE_LIFETIME):
        yield reader.get(links[0], 410)
    yield reader.get("/dawne-konto/x", 404)


STORIES = (examiners_are_invited, an_invitation_is_opened, accounts_move)
"""In the order in which they are told."""
