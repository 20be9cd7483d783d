"""No POST without a token does anything, whoever sends it: every view that takes one is tried."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from examportal.db import Base, db
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


def everything() -> dict[str, list[object]]:
    """Return all rows of all tables."""
    db.session.rollback()
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table)).all()]
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.parametrize("arrive", [stranger, newcomer, waiting, signed_in, *staff.PERSONAS])
def test_a_post_without_a_token_changes_nothing(client: Browser, app: Flask, arrive: Callable[[Browser], None]) -> None:
    arrive(client)
    before = everything()
    links = [newest_link(kind) for kind in ("activation", "staff_invitation") if posted(kind)]
    urls = [*posted_to(app), *links]
    for url in urls:
        post_without_token(client, url)
    # All tables take their time to read: after each address only when one of them has changed something.
    culprits = urls if everything() != before else []
    for url in culprits:
        before = everything()
        post_without_token(client, url)
        assert everything() == before, url
    assert not culprits, "what was changed cannot be changed again"


def post_without_token(client: Browser, url: str) -> None:
    """Send answers, but no token."""
    answer = client.flask.post(url, data={**ANSWERS, "login": ANNA.pesel, "password": ANNA.numbers[0]})
    # 200: the link of an account that is active already says so, whatever was sent. 403: not with this role.
    assert answer.status_code in {200, 303, 403, 404, 410, 422}, url


def test_the_sweep_knows_the_pages_that_take_a_post(kitchen_app: Flask) -> None:
    assert {"/", "/rejestracja", "/aktywacja/1", "/haslo/1", "/wyloguj", "/proba"} <= set(posted_to(kitchen_app))
