"""Pages about second steps, brought about as in `scenes`; the authenticator is a program."""

from collections.abc import Iterator

from flask import Flask

from examportal.accounts.halfway.rules import TRIES
from examportal.accounts.staff.rules import Role
from tests.accounts.active import active, sign_in
from tests.accounts.owners import knock, owner, told
from tests.accounts.owners import sign_in as sign_in_as
from tests.accounts.phones.confirming import NUMBER, PHONE, newest_sms_code
from tests.accounts.steps.keys import SECURITY, add_app, add_key, options_on
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser, Page
from tests.entrance.second_step.codes import another, newest_code
from tests.office.staff import Colleague
from tests.onboarding.steps import ANNA

KEYS = "/biuro/konto/klucze"
SUPPORT_CODE = "/konto/kod-autoryzujacy"


def staff_with_passkeys(app: Flask) -> Iterator[Page]:
    """Add a passkey at the desk, sign in with it, wrongly too, and remove it."""
    ewa, key = Colleague(Browser(app)).set_up(), SoftKey()
    client = ewa.browser
    yield client.get(KEYS)
    new = client.follow(client.submit(KEYS, {"current_password": ewa.password}))
    yield new
    client.submit(new, {"name": "klucz USB", "credential": key.make(options_on(new))})
    page = client.get("/biuro/konto")
    yield page
    yield client.get(next(a.attrs["href"] for a in page.tree.all("a") if "usuń klucz" in a.text))
    ewa.sign_out()
    yield client.get("/biuro/klucz-dostepu")
    whole = client.follow(client.submit("/biuro/logowanie", button="Zaloguj się kluczem dostępu"))
    yield whole
    yield client.submit(whole, {"credential": "{}"}, 422)
    yield client.follow(ewa.knock())
    step = client.follow(client.submit("/biuro/kod", button="Użyj klucza dostępu"))
    yield step
    yield client.submit(step, {"credential": "{}"}, 422)


def examiners_with_a_stronger_step(app: Flask) -> Iterator[Page]:
    """Be asked for the app's code or the passkey after the password, and sign in by the passkey alone; wrongly too."""
    client, key = active(app), SoftKey()
    sign_in(client)
    add_app(client)
    add_key(client, key)
    client.submit("/konto", button="Wyloguj się")
    yield client.get("/klucz-dostepu")
    whole = client.follow(client.submit("/", button="Zaloguj się kluczem dostępu"))
    yield whole
    yield client.submit(whole, {"credential": "{}"}, 422)
    yield client.follow(sign_in(client))
    yield client.submit("/kod", {"code": "000000"}, 422)
    step = client.follow(client.submit("/kod", button="Użyj klucza dostępu"))
    yield step
    yield client.submit(step, {"credential": "{}"}, 422)


def codes_by_letter(app: Flask) -> Iterator[Page]:
    """Be asked for a code: sent by a button, wrong, asked for too early, and too often wrong."""
    owner(ANNA)
    client = Browser(app)
    with told(app, login_code="always"):
        yield client.follow(knock(client))
        client.submit("/kod", button="Wyślij kod")
        yield client.get("/kod")
        yield client.submit("/kod", status=429, button="Wyślij nowy kod")
    with told(app, login_code="new_device"):
        knock(client)
        yield client.get("/kod")
        yield client.submit("/kod", {"code": "12"}, 422)
        for _ in range(TRIES - 1):
            wrong = client.submit("/kod", {"code": another(newest_code())}, 422)
        yield wrong
        yield client.follow(client.submit("/kod", {"code": another(newest_code())}))
        knock(client)
        client.submit("/kod", {"code": newest_code(), "remember_device": True})
        yield client.get(SECURITY)


def codes_by_sms(app: Flask) -> Iterator[Page]:
    """Confirm a phone, wrongly too and too often, sign in with a code sent there, and remove it."""
    client = sign_in_as(Browser(app), owner(ANNA))
    yield client.get(PHONE)
    yield client.submit(PHONE, {"phone": "22 123 45 67"}, 422)
    code_page = client.follow(client.submit(PHONE, {"phone": NUMBER}))
    yield code_page
    yield client.submit(PHONE, {"phone": NUMBER}, 429)
    yield client.submit(code_page, {"code": another(newest_sms_code())}, 422)
    client.submit(code_page, {"code": newest_sms_code()})
    yield client.get(SECURITY)
    yield client.get(f"{PHONE}/usun")
    other = Browser(app)
    with told(app, login_code="always"):
        yield other.follow(knock(other))
        other.submit("/kod", button="Wyślij kod SMS-em")
        yield other.get("/kod")


def support_codes(app: Flask) -> Iterator[Page]:
    """Make a code, let a clerk type it wrongly and rightly, see the words on both sides, and end it."""
    anna = owner(ANNA)
    client, olga = sign_in_as(Browser(app), anna), Colleague(Browser(app), role=Role.CLERK).set_up()
    yield client.get(SUPPORT_CODE)
    made = client.follow(client.submit(SUPPORT_CODE, button="Utwórz kod"))
    yield made
    card = olga.browser.get(f"/biuro/osoby/{anna}")
    yield olga.browser.submit(card, {"support_code": "12"}, 422, button="Sprawdź kod")
    (digits,) = made.tree.all("code", id="kod")
    yield olga.browser.follow(olga.browser.submit(card, {"support_code": digits.text}, button="Sprawdź kod"))
    yield client.get(SUPPORT_CODE)
    requests = olga.browser.get(f"/biuro/osoby/{anna}/prosby")
    yield requests
    yield olga.browser.submit(requests, {"phone": "12"}, 422, button="Zmień telefon")
    uses = client.get(f"{SUPPORT_CODE}/uzycia")
    yield uses
    yield client.follow(client.submit(uses, button="Zakończ kod"))


STORIES = (staff_with_passkeys, examiners_with_a_stronger_step, codes_by_letter, codes_by_sms, support_codes)
