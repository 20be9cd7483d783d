"""Every form of the portal, whoever has it in front, takes whatever is typed: a form with errors or a calm page."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from examportal.core import clock
from examportal.core.text import clean
from examportal.web.plumbing import FORM_OPEN_SECONDS
from tests import databases
from tests.browser import Browser, Page
from tests.databases import Portals
from tests.hostile.corpus import TYPED, some
from tests.hostile.envelopes import ENVELOPES, Envelope, plain
from tests.hostile.examiners import claimed, stranger, waiting
from tests.hostile.visits import GOOD, PERSONAS, Door, Form, Visit

MARKED = "werkzeug.url_quote"  # how bytes that are no UTF-8 are decoded: they stay visible, as %FF
TICK = "privacy_notice"
ONCE_COMPLETE_IN = 8
Letter = tuple[Door, str, Callable[[Form], Envelope], dict[str, bytes]]


def typed(door: Door, name: str, value: bytes, *, complete: bool) -> Letter:
    """Return a form with one answer of rubbish; unless it is complete, one box is not ticked, so that it comes back."""

    def write(form: Form) -> Envelope:
        answers = form.answers(door.names) | {name: value}
        return plain({one: text for one, text in answers.items() if complete or one != TICK})

    return door, f"{name}: {value[:60]!r}", write, {} if name == "csrf_token" else {name: value}


def wrapped(door: Door, how: str) -> Letter:
    """Return a form with good answers in an odd envelope."""
    return door, how, lambda form: ENVELOPES[how](form.answers(door.names)), {}


def everything_for(door: Door) -> list[Letter]:
    """Return all that can be done to one form."""
    letters = [wrapped(door, how) for how in ENVELOPES]
    for at, name in enumerate((*door.names, "csrf_token")):
        letters += [
            typed(door, name, value, complete=(at + number) % ONCE_COMPLETE_IN == 0)
            for number, value in enumerate(TYPED)
        ]
    return letters


def kept(page: Page, form: Form, door: Door, odd: dict[str, bytes]) -> None:
    """Fail unless a form that comes back has every answer still in it."""
    sent = form.answers(door.names) | odd
    for name in form.shown - {"csrf_token"}:
        expected = clean(sent[name].decode("utf-8", MARKED))
        changed = name in odd and name not in page.errors()  # read and written as the portal writes it
        assert changed or page.value(name) == expected, f"{name} of {door.view} was not kept"


def is_taken(visit: Visit, door: Door) -> bool:
    """Send good answers as they are; a short run may have drawn none that can be taken."""
    return visit.send(door, plain(visit.form(door).answers(door.names))).status == 303


@pytest.fixture(scope="module")
def met(portals: Portals) -> Iterator[dict[Callable[[Browser], None], list[Door]]]:
    """Collect the forms that each persona meets; once all have walked, no view that takes a form may be missing."""
    found: dict[Callable[[Browser], None], list[Door]] = {}
    yield found
    if set(found) == set(PERSONAS):
        rules = portals.get("sqlite").url_map.iter_rules()
        taking_forms = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())}
        assert {door.view for doors in found.values() for door in doors} == taking_forms


@pytest.mark.parametrize("arrive", PERSONAS)
def test_every_form_takes_whatever_is_typed(
    app: Flask, arrive: Callable[[Browser], None], met: dict[Callable[[Browser], None], list[Door]]
) -> None:
    visit = Visit(app, arrive)
    met[arrive] = doors = visit.doors()
    letters = some((letter for door in doors for letter in everything_for(door)), 36, 1050)
    answers = Counter[int]()
    for door, what, write, odd in letters:
        form = visit.form(door)
        envelope = write(form)
        try:
            page = visit.send(door, envelope)
            if page.status == 422 and odd:
                kept(page, form, door, odd)
        except AssertionError as wrong:
            raise AssertionError(f"{door.view} given {what}: {wrong}") from wrong
        answers[page.status] += 1
    assert answers.total() == len(letters)
    assert 422 in answers  # some came back
    assert 303 in answers or any(is_taken(visit, door) for door in doors)


def late_token(browser: Browser) -> bytes:
    """Return the token of a form that this browser opened too long ago."""
    with browser.flask.session_transaction() as session:
        secret = session["csrf_token"]
    with time_machine.travel(clock.now() - timedelta(seconds=FORM_OPEN_SECONDS + 60)):
        return str(URLSafeTimedSerializer(str(browser.app.secret_key), salt="wtf-csrf-token").dumps(secret)).encode()


@pytest.mark.parametrize(
    ("arrive", "view"),
    [
        (stranger, "entrance.sign_in"),
        (stranger, "entrance.forgotten"),
        (claimed, "onboarding.profile_form"),
        (waiting, "onboarding.change_address"),
    ],
)
def test_a_late_form_comes_back_with_rubbish_and_all(app: Flask, arrive: Callable[[Browser], None], view: str) -> None:
    visit = Visit(app, arrive)
    (door,) = [door for door in visit.doors() if door.view == view]
    form = visit.form(door)
    odd = dict.fromkeys(form.shown, b"<b>\xff\x00Za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87")
    page = visit.send(door, plain(form.answers(door.names) | odd | {"csrf_token": late_token(visit.browser)}))
    assert page.status == 422
    assert "zbyt długo" in page.errors()[""]
    assert form.shown
    assert [page.value(name) for name in form.shown] == ["<b>%FFZażółć"] * len(form.shown)


def test_good_answers_fit_the_forms(app: Flask) -> None:
    # Or the storm above would only ever see forms that come back for another reason.
    visit = Visit(app, claimed)
    (door,) = [door for door in visit.doors() if door.view == "onboarding.profile_form"]
    assert set(door.names) - set(GOOD) == {"mailing_same"}
    assert visit.send(door, plain(visit.form(door).answers(door.names))).location == "/rejestracja/poczta"


def test_whoever_goes_back_finds_everything_as_it_was(app: Flask) -> None:
    visit = Visit(app, waiting)
    before = databases.rows()
    (door,) = [door for door in visit.doors() if door.view == "onboarding.change_address"]
    assert visit.send(door, plain(visit.form(door).answers(door.names))).status == 303
    assert databases.rows() != before
    visit.go_back()
    assert databases.rows() == before
