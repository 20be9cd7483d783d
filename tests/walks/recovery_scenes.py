"""Cases of recovery, brought about as in `scenes`."""

from collections.abc import Iterator

from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import transaction
from examportal.journal.rules import NOBODY
from examportal.recovery import service
from tests.browser import Browser, Page
from tests.office.staff import Colleague
from tests.people import Person, enter
from tests.recovery.cases import SPOKEN, STRANGER


def a_case_at_the_desk(app: Flask) -> Iterator[Page]:
    """Open a case from the card, wrongly first; say whom a stranger's case is about; end it."""
    anna = enter(Person(email="anna.los@example.pl"))
    with transaction():
        strange = service.open_case(STRANGER, NOBODY).id
    client = Colleague(Browser(app), role=Role.CLERK).set_up().browser
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


STORIES = (a_case_at_the_desk,)
