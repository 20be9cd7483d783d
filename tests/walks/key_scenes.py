"""Pages about passkeys, brought about as in `scenes`; the authenticator is a program."""

from collections.abc import Iterator

from flask import Flask

from tests.accounts.active import active, sign_in
from tests.accounts.steps.keys import add_app, add_key, options_on
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser, Page
from tests.office.staff import Colleague

KEYS = "/biuro/konto/klucze"


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


STORIES = (staff_with_passkeys, examiners_with_a_stronger_step)
