"""A page that looks by itself how things are is no click: no session lives longer by it."""

from datetime import timedelta

import time_machine

from examportal.accounts import rules
from examportal.accounts.staff import rules as staff_rules
from examportal.core import clock
from tests.browser import Browser
from tests.entrance.test_sign_in import ANNA, activate
from tests.office.staff import Colleague
from tests.people import PASSWORD


def is_there_after(client: Browser, path: str, limit: timedelta, **headers: str) -> bool:
    """Look in the middle of the time without a click, and tell whether the session runs after it."""
    start, minute = clock.now(), timedelta(minutes=1)
    with time_machine.travel(start + limit / 2):
        assert client.flask.get(path, headers=headers).status_code == 200
    with time_machine.travel(start + limit + minute):
        return client.flask.get(path).status_code == 200


def test_looking_keeps_no_examiner_in(client: Browser) -> None:
    activate(client)
    for watching in (False, True):
        client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
        headers = {"X-Watching": "1"} if watching else {}
        assert is_there_after(client, "/konto", rules.IDLE_LIMIT, **headers) is not watching
        client.flask.delete_cookie("portal")


def test_looking_keeps_nobody_of_the_staff_in(client: Browser) -> None:
    ewa = Colleague(client).set_up()
    assert not is_there_after(client, "/biuro/", staff_rules.IDLE_LIMIT, **{"X-Watching": "1"})
    ewa.sign_in()
    assert is_there_after(client, "/biuro/", staff_rules.IDLE_LIMIT)
