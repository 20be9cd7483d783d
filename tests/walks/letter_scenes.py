"""Pages about many letters, about their texts and about the terms, brought about as in `scenes`."""

from collections.abc import Iterator

from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.db import transaction
from examportal.office.resends import service
from tests.accounts.owners import owner, sign_in
from tests.accounts.terms.publishing import BODY, CHANGES, published
from tests.browser import Browser, Page
from tests.office.rounds import at_every_step, confirm, order, pending
from tests.office.staff import Colleague
from tests.people import Person, enter

ROUNDS = "/biuro/listy/ponowne"
TERMS = "/biuro/regulamin"
TEXT = "/biuro/listy/teksty/activation"


def letters_to_many(app: Flask) -> Iterator[Page]:
    """Look at rounds of every step: one is being listed, one has nobody to write to."""
    ewa = Colleague(Browser(app), role=Role.CLERK).set_up()
    client = ewa.browser
    yield client.get(ROUNDS)
    people = pending(1)
    with transaction():
        new = service.order({"people": people}, ewa.id, staff_actor(ewa.id)).id
    nobody = order(ewa.id, [enter(Person())])
    small = order(ewa.id, pending(2))
    confirm("order_trial", small)
    for one in (new, nobody, small, *at_every_step(ewa.id)):
        yield client.get(f"{ROUNDS}/{one}")
    yield client.get(ROUNDS)


def texts_of_letters(app: Flask) -> Iterator[Page]:
    """Change the text of a letter, look at it, leave its link out."""
    ewa = Colleague(Browser(app)).set_up()
    client = ewa.browser
    yield client.get("/biuro/listy/teksty")
    page = client.get(TEXT)
    yield page
    sent = {"csrf_token": page.value("csrf_token"), "seen": "0", "subject": "Ostatni krok"}
    good = "Jeszcze jeden krok.\n\nAktywuj konto:\n{link}"
    yield client.post(TEXT, sent | {"act": "podglad", "body": good}, 200)
    yield client.post(TEXT, sent | {"act": "proba", "body": good}, 200)
    yield client.post(TEXT, sent | {"act": "zapis", "body": "Bez linku."}, 422)
    yield client.follow(client.post(TEXT, sent | {"act": "zapis", "body": good}))
    yield client.post(f"{TEXT}/wbudowana", {"seen": "0"}, 422)


def the_terms(app: Flask) -> Iterator[Page]:
    """Write the terms, publish them, take a version back; be asked as an examiner, and look at what was confirmed."""
    client = Colleague(Browser(app)).set_up().browser
    yield client.get(TERMS)
    yield client.get("/regulamin")
    draft = client.get(f"{TERMS}/projekt")
    yield client.post(
        f"{TERMS}/projekt", {"csrf_token": draft.value("csrf_token"), "act": "podglad", "body": BODY}, 200
    )
    yield client.submit(draft, {}, 422, button="Zapisz projekt")
    client.submit(draft, {"body": BODY}, button="Zapisz projekt")
    yield client.submit(f"{TERMS}/publikacja", {"valid_from": "wczoraj"}, 422)
    client.submit(f"{TERMS}/publikacja", {"valid_from": f"{clock.today():%d.%m.%Y}", "weight": "material"})
    examiner = sign_in(Browser(app), owner())
    yield examiner.get("/regulamin/potwierdzenie")
    yield examiner.follow(examiner.submit("/regulamin/potwierdzenie"))
    published(BODY, CHANGES)
    yield examiner.get("/regulamin/potwierdzenie")
    published(in_days=3)
    yield client.get(TERMS)
    yield from (client.get(path) for path in ("/regulamin", "/regulamin/1", "/regulamin/3"))


STORIES = (letters_to_many, texts_of_letters, the_terms)
