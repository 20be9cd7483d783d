"""Cases of recovery, brought about as in `scenes`."""

from collections.abc import Iterator

from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import transaction
from examportal.journal.rules import NOBODY
from examportal.recovery import deciding, service, waiting
from tests.accounts.owners import owner
from tests.browser import Browser, Page
from tests.letters import newest_link
from tests.office.staff import Colleague
from tests.people import PASSWORD, Person, enter
from tests.recovery.cases import SPOKEN, STRANGER, deliver_notices, member, opened, proposed, stamp, waited


def a_case_at_the_desk(app: Flask) -> Iterator[Page]:
    """Open a case from the card, wrongly first; say whom a stranger's case is about; end it; look at the proofs."""
    anna = enter(Person(email="anna.los@example.pl"))
    with transaction():
        strange = service.open_case(STRANGER, NOBODY).id
    client = Colleague(Browser(app), role=Role.ADMINISTRATOR).set_up().browser
    yield client.get("/biuro/sprawy?zakonczone=1")
    where = f"/biuro/osoby/{anna}/sprawa"
    yield client.get(where)
    yield client.submit(where, {"new_email": "anna@"}, 422)
    yield client.follow(client.submit(where, SPOKEN))
    yield client.get(f"/biuro/osoby/{anna}")
    yield client.get("/biuro/sprawy")
    yield client.submit(f"/biuro/sprawy/{strange}", {"query": "9-9"}, 422, button="Wskaż osobę")
    yield client.submit(f"/biuro/sprawy/{strange}", {}, 422, button="Zakończ sprawę")
    answers = {"ending": "refused", "answer": "Nie udało się potwierdzić, kto prosi."}
    yield client.follow(client.submit(f"/biuro/sprawy/{strange}", answers, button="Zakończ sprawę"))
    yield client.get("/biuro/sprawy/dowody")
    yield client.submit("/biuro/sprawy/dowody/nowy", {"label": ""}, 422)


def a_case_to_its_end(app: Flask) -> Iterator[Page]:
    """Note proofs, propose, see it approved and waited for, open both links of letters, set the password."""
    case_id = opened(owner(), phone="+48602000111", description="Skrzynki już nie ma.")
    where, jan = f"/biuro/sprawy/{case_id}", member("jan@example.pl")
    client = Colleague(Browser(app), role=Role.CLERK).set_up().browser
    yield client.submit(where, {}, 422, button="Zapisz dowód")
    yield client.submit(where, {}, 200, button="Pokaż numer do oddzwonienia")
    proposed(case_id, jan)
    yield client.get(where)
    client.submit(where, button="Zatwierdź")
    yield client.get(where)
    with transaction():
        waiting.announce(case_id)
    yield client.get(where)
    (first, *_) = deliver_notices()
    anybody = Browser(app)
    yield anybody.get(first)
    waited(case_id)
    yield client.get(where)
    link = newest_link("recovery_access")
    yield anybody.get(link)
    yield anybody.submit(link, {"new_password": "krótkie", "repeat_password": "inne"}, 422)
    yield anybody.follow(anybody.submit(link, {"new_password": PASSWORD, "repeat_password": PASSWORD}))
    yield anybody.get(link, 410)
    yield anybody.get(first, 410)
    yield client.get(where)


def a_case_that_is_stopped(app: Flask) -> Iterator[Page]:
    """Approve alone, be told so in the list, stop it by the link of a letter."""
    ewa = Colleague(Browser(app), role=Role.CLERK).set_up()
    case_id = opened(owner())
    where = f"/biuro/sprawy/{case_id}"
    jan, ola = member("jan@example.pl"), member("ola@example.pl")
    proposed(case_id, jan)
    with transaction():
        deciding.take_back(case_id, jan)
    yield ewa.browser.submit(where, {"address": "anna@"}, 422, button="Zaproponuj zatwierdzenie")
    ewa.browser.submit(where, button="Zaproponuj zatwierdzenie")
    yield ewa.browser.get(where)
    with transaction():
        deciding.approve(case_id, stamp(case_id), ola)
    with transaction():
        waiting.announce(case_id)
    (first, second) = deliver_notices()
    anybody = Browser(app)
    yield anybody.follow(anybody.submit(first))
    yield anybody.get(second)
    yield anybody.get("/sprzeciw/x", 404)
    yield anybody.get("/nowy-dostep/x", 404)
    yield ewa.browser.get(where)


STORIES = (a_case_at_the_desk, a_case_to_its_end, a_case_that_is_stopped)
