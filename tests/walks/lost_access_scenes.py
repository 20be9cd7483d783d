"""People without access, and the files of their cases at the desk, brought about as in `scenes`."""

from collections.abc import Iterator
from unittest.mock import patch

from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.throttle.rules import CASES_ALL, Limit
from tests.accounts.owners import owner
from tests.browser import Browser, Page
from tests.office.staff import Colleague
from tests.recovery.attachments.files import photo_with_gps
from tests.recovery.attachments.keeping import kept
from tests.recovery.cases import opened
from tests.recovery.public.telling import LOST, tell, too_large
from tests.walks.canaries import DOCUMENT_NUMBER, EMAIL, FIRST_NAMES, LAST_NAME, PESEL

LATER = Limit("cases_all", 1, CASES_ALL.per)


def the_mailbox_is_gone(app: Flask) -> Iterator[Page]:
    """Tell it with nothing, with something wrong, with a file nobody opens, rightly, and too late in the day."""
    owner()
    client = Browser(app)
    yield client.get(LOST)
    yield client.submit(LOST, {}, 422)
    yield tell(client, (photo_with_gps(), "a.jpg"), status=422, new_email="anna@")
    yield tell(client, (photo_with_gps(), "a.jpg"), (b"<html>", "b.pdf"), status=422)
    yield too_large(client, LOST)
    with patch("examportal.recovery.public.routes.CASES_ALL", LATER):
        yield client.follow(tell(client, (photo_with_gps(), "a.jpg")))
        yield tell(client, status=429)


def papers_at_the_desk(app: Flask) -> Iterator[Page]:
    """Add files to a case, wrongly first; word the lists of documents."""
    case_id = opened(owner())
    client = Colleague(Browser(app), role=Role.ADMINISTRATOR).set_up().browser
    where = f"/biuro/sprawy/{case_id}/zalaczniki"
    yield client.get(where)
    yield client.submit(where, {}, 422, button="Dodaj")
    kept(case_id)
    yield client.get(f"/biuro/sprawy/{case_id}")
    yield client.get(where)
    yield client.get("/biuro/sprawy/dokumenty")
    yield client.submit("/biuro/sprawy/dokumenty", {"person": ""}, 422)


def kanaria_loses_the_mailbox(browser: Browser) -> None:
    """Tell it, wrongly first, with a file that is called by what nobody may read."""
    told = {"claimed": PESEL, "name": f"{FIRST_NAMES} {LAST_NAME}", "new_email": EMAIL, "phone": "601987351"}
    for kind, status in (("", 422), ("mailbox_dead", 303)):
        photo = (photo_with_gps(), f"{LAST_NAME} {DOCUMENT_NUMBER}.jpg")
        tell(browser, photo, status=status, kind=kind, description="śpiew kanarkowy", **told)
    browser.get(f"{LOST}/przyjete")


STORIES = (the_mailbox_is_gone, papers_at_the_desk)
