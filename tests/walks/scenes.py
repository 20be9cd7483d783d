"""Every page that the portal can draw, brought about by people who go wrong, come late or try too often.

A story takes the application and yields each page it comes to. Whoever adds a page adds it to a story here, or the test
of the templates says that nobody has looked at it.
"""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta
from unittest.mock import patch

import time_machine
from flask import Flask
from werkzeug import exceptions

from examportal.accounts.rules import IDLE_LIMIT, OBJECTION_LIFETIME, PROOF_LIFETIME
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import COMMAND
from examportal.register.models import Qualification
from examportal.register.rules import NumberEntry
from examportal.register.service import remove
from examportal.throttle.rules import PAIR
from examportal.web.errors import PAGES
from tests.accounts.owners import owner, sign_in, told
from tests.accounts.steps.keys import CODES, NEW_APP, NEW_KEY, SECURITY, add_app, add_key, keep_codes
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser, Page
from tests.letters import answer_password_requests, newest_link, posted, settle_delivery
from tests.onboarding.steps import AGAIN, ANNA, CHANGE, OTHER
from tests.people import ANSWERS, PASSWORD, enter
from tests.walks import (
    intake_scenes,
    key_scenes,
    legacy_scenes,
    letter_scenes,
    lost_access_scenes,
    office_scenes,
    old_examiner_scenes,
    recovery_scenes,
)

Story = Callable[[Flask], Iterator[Page]]
WRONG = {"login": ANNA.pesel, "password": "1-99999"}
ELSEWHERE: dict[str, str | bool] = {
    "mailing_same": False,
    "last_name": "Żuk",
    "mailing_building": "7",
    "mailing_postcode": "30001",
    "mailing_city": "Kraków",
}
RIGHT = {"login": ANNA.pesel, "password": ANNA.numbers[0]}


def at_the_door(app: Flask) -> Iterator[Page]:
    """Come with nothing, with something wrong, and too often."""
    enter(ANNA)
    client = Browser(app)
    yield client.get("/")
    yield client.submit("/", {}, 422)
    for _ in range(PAIR.allowed):
        wrong = client.submit("/", WRONG, 422)
    yield wrong
    yield client.submit("/", WRONG, 429)


def the_way_in_is_closed(app: Flask) -> Iterator[Page]:
    """Be right, but suspended, without a number in force, or after the last day."""
    examiner_id = enter(ANNA)
    client = Browser(app)
    before = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(before, first_login_until=clock.today() - timedelta(days=1))
    yield client.submit("/", RIGHT, 403)
    app.extensions["settings"] = before
    registered(app)
    client.submit(newest_link("activation"), {})
    with transaction():
        numbers = db.session.query(Qualification).filter_by(examiner_id=examiner_id).all()
        today = clock.today()
        remove([NumberEntry(one.registry_number, one.scope_code, None, today) for one in numbers], COMMAND)
    yield client.submit("/", {"login": ANNA.pesel, "password": PASSWORD}, 403)
    client.submit(newest_link("claim_notice"), {})
    yield client.submit("/", {"login": ANNA.pesel, "password": PASSWORD}, 403)


def first_sign_in(app: Flask) -> Iterator[Page]:
    """Fill the form in wrongly and rightly, wait, and do the wrong things on the waiting page."""
    enter(ANNA)
    client = Browser(app)
    client.submit("/", RIGHT)
    form = client.get("/rejestracja")
    yield form
    yield client.submit(form, {"email": "anna", "mailing_same": None, "employment_kind": "school"}, 422)
    client.submit(form, ANSWERS)
    waiting = client.get("/rejestracja/poczta")
    yield waiting
    yield client.submit(waiting, {"email": "anna@"}, 422, button=CHANGE)
    client.submit(waiting, button=AGAIN)
    yield client.follow(client.submit("/", RIGHT))
    yield client.submit("/rejestracja/poczta", status=429, button=AGAIN)
    with transaction():
        no_such_user = Outcome(Verdict.GIVE_UP, "recipient_refused", None, 550, "5.1.1 No such user")
        settle_delivery(posted("activation")[-1].id, no_such_user)
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    yield client.get("/rejestracja/poczta")


def link_of_the_letter(app: Flask) -> Iterator[Page]:
    """Open links that are good, replaced, too old, used and unknown."""
    enter(ANNA)
    client = registered(app)
    replaced = newest_link("activation")
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    client.submit("/rejestracja/poczta", {"email": OTHER}, button=CHANGE)
    link = newest_link("activation")
    yield client.get(replaced, 410)
    yield client.get(link)
    with time_machine.travel(clock.now() + timedelta(days=4)):
        yield client.get(link, 410)
    client.submit(link, {})
    yield client.get("/")
    yield client.get(link)
    yield client.get("/aktywacja/x", 404)


def forgotten_password(app: Flask) -> Iterator[Page]:
    """Forget the password, and use the link wrongly, rightly, late and twice."""
    enter(ANNA)
    client = registered(app)
    client.submit(newest_link("activation"), {})
    yield client.get("/haslo")
    yield client.submit("/haslo", {}, 422)
    with told(app, reset_asks_email=True):
        yield client.submit("/haslo", {"login": ANNA.pesel}, 422)
        yield client.follow(client.submit("/haslo", {"login": ANNA.pesel, "email": ANSWERS["email"]}))
    yield client.follow(client.submit("/haslo", {"login": ANNA.pesel}))
    answer_password_requests()
    link = newest_link("password_reset")
    yield client.get(link)
    yield client.submit(link, {"new_password": "krótkie", "repeat_password": "inne"}, 422)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        yield client.get(link, 410)
    client.submit(link, {"new_password": PASSWORD, "repeat_password": PASSWORD})
    yield client.get(link, 410)
    yield client.get("/haslo/x", 404)


def forgotten_login(app: Flask) -> Iterator[Page]:
    """Forget the login number."""
    client = Browser(app)
    yield client.get("/przypomnij-login")
    yield client.submit("/przypomnij-login", {}, 422)
    yield client.follow(client.submit("/przypomnij-login", {"login": ANNA.pesel}))


def it_was_not_me(app: Flask) -> Iterator[Page]:
    """Object to a registration: in time, twice, late, and with a broken link."""
    enter(ANNA)
    client = registered(app)
    link = newest_link("claim_notice")
    yield client.get(link)
    with time_machine.travel(clock.now() + OBJECTION_LIFETIME):
        yield client.get(link, 410)
    yield client.follow(client.submit(link, {}))
    yield client.get(link, 410)
    yield client.get("/to-nie-ja/x", 404)


def own_account(app: Flask) -> Iterator[Page]:
    """Sign in, look around, and show the password again, wrongly too."""
    enter(ANNA)
    client = registered(app)
    client.submit(newest_link("activation"), {})
    yield client.follow(client.submit("/", {"login": ANNA.pesel, "password": PASSWORD}))
    form = client.get("/konto/dane")
    yield form
    yield client.submit(form, {"last_name": "", "phone": "12"}, 422)
    yield client.follow(client.submit(form, ELSEWHERE))
    yield client.get("/konto/dane/zgloszenia")
    missing = "/konto/poprawki/brak-numeru/zgloszenie"
    yield client.submit(missing, {}, 422)
    yield client.follow(client.submit(missing, {"proposed": "9-777"}))
    yield client.get("/konto/bezpieczenstwo")
    yield client.get("/konto/haslo")
    yield client.submit("/konto/haslo", {"current_password": PASSWORD, "new_password": "krótkie"}, 422)
    with time_machine.travel(clock.now() + PROOF_LIFETIME):
        yield client.get("/konto/potwierdz")
        yield client.submit("/konto/potwierdz", {"proof_password": "inne"}, 422)
        form = client.get("/konto/dane")
    with time_machine.travel(clock.now() + PROOF_LIFETIME + IDLE_LIMIT + timedelta(minutes=1)):
        yield client.follow(client.submit(form, {"home_city": "Gdynia"}))
        yield client.follow(client.submit("/", {"login": ANNA.pesel, "password": PASSWORD}))


def second_steps(app: Flask) -> Iterator[Page]:
    """Add an app and a passkey, wrongly too, keep the recovery codes, and remove what was added."""
    enter(ANNA)
    client = registered(app)
    client.submit(newest_link("activation"), {})
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    yield client.follow(client.submit(SECURITY, button="Dodaj aplikację z kodami"))
    yield client.submit(NEW_APP, {"code": "000000"}, 422)
    add_app(client)
    yield client.get(CODES)
    keep_codes(client)
    yield client.get(f"{SECURITY}/aplikacja/usun")
    yield client.follow(client.submit(SECURITY, button="Dodaj klucz dostępu"))
    yield client.submit(NEW_KEY, {"name": "telefon"}, 422)
    add_key(client, SoftKey(), "telefon służbowy")
    security = client.get(SECURITY)
    yield security
    yield client.get(next(a.attrs["href"] for a in security.tree.all("a") if "Usuń klucz" in a.text))


def a_stranger_was_there(app: Flask) -> Iterator[Page]:
    """Read that somebody has signed in, say that it was not oneself, and try the password that no longer counts."""
    enter(ANNA)
    client = registered(app)
    client.submit(newest_link("activation"), {})
    before = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(before, sign_in_notices="every")
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    app.extensions["settings"] = before
    link = newest_link("account_notice")
    yield client.get(link)
    yield client.follow(client.submit(link, {}))
    yield client.submit("/", {"login": ANNA.pesel, "password": PASSWORD}, 403)


def another_address(app: Flask) -> Iterator[Page]:
    """Be asked about the contact data, move to another mailbox, and come with the link late and twice."""
    client = sign_in(Browser(app), owner())
    yield client.get("/konto/kontakt")
    yield client.get("/konto/kopia")
    yield client.get("/konto/dane/email")
    yield client.submit("/konto/dane/email", {}, 422)
    yield client.follow(client.submit("/konto/dane/email", {"email": "anna@gmial.com"}))
    link = newest_link("email_change")
    yield client.get(link)
    with time_machine.travel(clock.now() + timedelta(days=4)):
        yield client.get(link, 410)
    client.submit(link)
    yield client.get(link, 410)
    yield client.get("/adres/x", 404)


def public_pages(app: Flask) -> Iterator[Page]:
    """Read what everybody may read."""
    yield from (Browser(app).get(path) for path in ("/pomoc", "/prywatnosc", "/deklaracja-dostepnosci"))
    enter(ANNA)
    registered(app)
    for number in ("", "L-7KQ2-9MXD", posted("activation")[-1].number):
        yield Browser(app).submit("/czy-to-od-nas", {"number": number}, 200 if number else 422)


def faults(app: Flask) -> Iterator[Page]:
    """Meet each page of an error."""
    for status in sorted(PAGES):
        client = Browser(app)
        with patch.object(app, "dispatch_request", side_effect=exceptions.default_exceptions[status]()):
            yield client.get("/", status)


STORIES: tuple[Story, ...] = (
    at_the_door,
    the_way_in_is_closed,
    first_sign_in,
    link_of_the_letter,
    forgotten_password,
    forgotten_login,
    it_was_not_me,
    own_account,
    second_steps,
    another_address,
    a_stranger_was_there,
    public_pages,
    faults,
    *office_scenes.STORIES,
    *intake_scenes.STORIES,
    *letter_scenes.STORIES,
    *key_scenes.STORIES,
    *recovery_scenes.STORIES,
    *old_examiner_scenes.STORIES,
    *lost_access_scenes.STORIES,
    *legacy_scenes.STORIES,
)


def registered(app: Flask) -> Browser:
    """Return the browser of somebody who has sent the form."""
    client = Browser(app)
    client.submit("/", RIGHT)
    client.submit("/rejestracja", ANSWERS)
    return client
