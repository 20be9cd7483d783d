"""No POST without a token does anything, whoever sends it: every view that takes one is tried."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from examportal.db import Base, db
from examportal.journal.models import JournalPayload
from examportal.journal.rules import Event
from tests.browser import Browser
from tests.hostile import staff
from tests.letters import newest_link, posted
from tests.people import ANSWERS, PASSWORD, Person, enter

ANNA = Person()


def stranger(client: Browser) -> None:
    """Somebody whom the portal has never seen."""
    enter(ANNA)
    client.get("/")


def newcomer(client: Browser) -> None:
    """Somebody with the profile form in front."""
    stranger(client)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})


def waiting(client: Browser) -> None:
    """Somebody who waits for the letter."""
    newcomer(client)
    client.submit("/rejestracja", ANSWERS)


def signed_in(client: Browser) -> None:
    """Somebody at the own account."""
    waiting(client)
    client.submit(newest_link("activation"))
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    client.get("/konto")


def values(rule: Rule) -> dict[str, Any]:
    """Return something for every part of an address: one of some words where only these fit."""
    converters = rule._converters
    fitting = {name: min(one.items) for name, one in converters.items() if isinstance(one, AnyConverter)}
    return dict.fromkeys(rule.arguments, "1") | fitting


def posted_to(app: Flask) -> list[str]:
    """Return an address for every view that takes a POST."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    with app.test_request_context():
        return sorted(url_for(rule.endpoint, **values(rule)) for rule in rules)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables."""
    db.session.rollback()
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table)).all()]
        for table in Base.metadata.sorted_tables
    }


def everything_but_refusals() -> tuple[dict[str, list[tuple[Any, ...]]], int]:
    """Return all rows but what the journal tells of pages the staff may not open, and how often it tells that."""
    rows = everything()
    refused = set(db.session.scalars(select(JournalPayload.seq).where(JournalPayload.event == Event.PAGE_REFUSED)))
    for name in ("journal_entry", "journal_payload"):
        rows[name] = [row for row in rows[name] if row[0] not in refused]
    rows["journal_head"] = [(count - len(refused),) for _, count, _, _ in rows["journal_head"]]
    return rows, len(refused)


@pytest.mark.parametrize("arrive", [stranger, newcomer, waiting, signed_in, *staff.PERSONAS])
def test_a_post_without_a_token_changes_nothing(client: Browser, app: Flask, arrive: Callable[[Browser], None]) -> None:
    arrive(client)
    before, told = everything_but_refusals()
    links = [newest_link(kind) for kind in ("activation", "staff_invitation") if posted(kind)]
    urls = [*posted_to(app), *links]
    forbidden = [post_without_token(client, url) for url in urls].count(403)
    after, told_then = everything_but_refusals()
    # All tables take their time to read: after each address only when one of them has changed something.
    culprits = urls if after != before else []
    for url in culprits:
        before, _ = everything_but_refusals()
        post_without_token(client, url)
        assert everything_but_refusals()[0] == before, url
    assert not culprits, "what was changed cannot be changed again"
    assert told_then - told in {0, forbidden}, "one trace of each refusal of the staff, and no other"


def post_without_token(client: Browser, url: str) -> int:
    """Send answers, but no token; return the status."""
    answer = client.flask.post(url, data={**ANSWERS, "login": ANNA.pesel, "password": ANNA.numbers[0]})
    # 200: the link of an account that is active already says so, whatever was sent. 403: not with this role.
    assert answer.status_code in {200, 303, 403, 404, 410, 422}, url
    return answer.status_code


def test_the_sweep_knows_the_pages_that_take_a_post(kitchen_app: Flask) -> None:
    assert {"/", "/rejestracja", "/aktywacja/1", "/haslo/1", "/wyloguj", "/proba"} <= set(posted_to(kitchen_app))
