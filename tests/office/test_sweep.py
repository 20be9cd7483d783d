"""Every address of the staff, asked for as nobody, an examiner, each role and somebody with a set of their own.

The sign of the view decides.

A new page is swept without a line here, unless it is one that is open before sign-in: that is a decision.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, url_for

from examportal.accounts.staff.rules import MAY, Permission, Role
from examportal.accounts.staff.service import members
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND, Event, Result
from examportal.web.guard import Audience, Sign, sign_of
from tests.browser import Browser
from tests.entrance.test_sign_in import ANNA, activate
from tests.office.staff import Colleague
from tests.people import PASSWORD

BEFORE_SIGN_IN = {
    "office.sign_in",
    "office.second_step",
    "passkey_door.ask_for_sign_in",
    "passkey_door.ask_for_step",
    "passkey_door.sign_in",
    "passkey_door.take_step",
    "set_up.invitation",
    "set_up.authenticator",
    "set_up.qr_code",
    "set_up.recovery_codes",
}
DOORS = {"office.sign_in", "set_up.invitation", "passkey_door.ask_for_sign_in", "passkey_door.sign_in"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
REFUSED, NO_SUCH_METHOD = 403, 405
OWN_SET = "registrar who reads the journal and helps nobody"
WHO: tuple[str, ...] = ("nobody", "examiner", *Role, OWN_SET)


def staff_views(app: Flask) -> Iterator[tuple[str, str, set[str], Sign]]:
    """Return endpoint, address, methods and sign of every view under /biuro, and of every view for the staff."""
    for rule in app.url_map.iter_rules():
        sign = sign_of(app.view_functions[rule.endpoint])
        assert sign is not None
        if rule.rule.startswith("/biuro") or sign.audience is Audience.STAFF:
            parts: dict[str, Any] = dict.fromkeys(rule.arguments, "1") | dict.fromkeys({"kind"} & rule.arguments, "csv")
            with app.test_request_context():
                yield rule.endpoint, url_for(rule.endpoint, **parts), set(rule.methods or ()), sign


def come_as(who: str, app: Flask) -> Browser:
    """Return the browser of an examiner, of somebody with a role, or of nobody."""
    client = Browser(app)
    if who == "examiner":
        activate(client)
        client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    elif who == OWN_SET:
        colleague = Colleague(client, "kto@example.pl", "Kto To", Role.REGISTRAR).set_up()
        with transaction():
            members.change_permissions(colleague.id, may(who), MAY[Role.REGISTRAR], COMMAND)
    elif who != "nobody":
        Colleague(client, "kto@example.pl", "Kto To", Role(who)).set_up()
    return client


def may(who: str) -> frozenset[Permission]:
    """Return what somebody of the staff may."""
    if who == OWN_SET:
        return frozenset(MAY[Role.REGISTRAR]) - {Permission.HELP_PEOPLE} | {Permission.READ_JOURNAL}
    return frozenset(MAY[Role(who)])


def expected(who: str, method: str, methods: set[str], sign: Sign) -> str:
    """Return what the sign says about an answer."""
    if method not in methods:
        return "no such method"
    if who in {"nobody", "examiner"}:
        return "to the door"
    permitted = sign.permission is None or Permission(sign.permission) in may(who)
    return "answered" if permitted else "refused"


def answer(client: Browser, method: str, url: str) -> str:
    """Return what was answered, in the same words."""
    response = client.flask.open(url, method=method)
    if response.status_code == NO_SUCH_METHOD:
        return "no such method"
    if response.status_code == REFUSED:
        return "refused"
    if response.status_code == 303 and response.headers["Location"] == "/biuro/logowanie":
        return "to the door"
    assert response.status_code < 500, f"{method} {url}: {response.status_code}"
    return "answered"


@pytest.mark.parametrize("who", WHO)
def test_each_view_of_the_staff_lets_in_whom_its_sign_says(app: Flask, who: str) -> None:
    client = come_as(who, app)
    swept = refused = 0
    views = list(staff_views(app))
    for endpoint, url, methods, sign in views:
        if sign.audience is not Audience.STAFF:
            continue
        beside = {method for _, other, theirs, _ in views if other == url for method in theirs - methods}
        for method in METHODS:
            if method in beside:
                continue  # another view at this address takes it
            wanted = expected(who, method, methods, sign)
            assert answer(client, method, url) == wanted, f"{who}: {method} {url} ({endpoint})"
            swept += 1
            refused += wanted == "refused"
    assert swept > 90
    assert (
        db.session.query(JournalPayload).filter_by(event=Event.PAGE_REFUSED, result=Result.REFUSED).count() == refused
    )


def test_only_these_pages_of_the_office_are_open_before_sign_in(app: Flask) -> None:
    open_to_all = {endpoint for endpoint, _, _, sign in staff_views(app) if sign.audience is not Audience.STAFF}
    assert open_to_all == BEFORE_SIGN_IN


@pytest.mark.parametrize("who", ["nobody", "examiner"])
def test_the_pages_before_sign_in_tell_nothing_to_whoever_has_shown_nothing(app: Flask, who: str) -> None:
    client = come_as(who, app)
    for endpoint, url, methods, _ in staff_views(app):
        if endpoint in BEFORE_SIGN_IN - DOORS:
            assert {answer(client, method, url) for method in methods - {"OPTIONS"}} == {"to the door"}
    client.get("/biuro/zaproszenie/1", 404)


def test_every_permission_is_somebodys_and_every_role_has_its_own() -> None:
    assert frozenset().union(*MAY.values()) == frozenset(Permission)
    assert len(set(MAY.values())) == len(Role)
