"""People on their way through the portal, and the forms they meet: found by walking, not by a list."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import delete

from examportal.db import db, transaction
from examportal.register.models import Examiner
from examportal.throttle.models import ThrottleCounter
from tests import databases
from tests.accounts.active import in_two_browsers
from tests.browser import CONTROLS, Browser, Page
from tests.hostile import handling, staff
from tests.hostile.envelopes import Envelope
from tests.hostile.examiners import (
    asked,
    at_the_stronger_step,
    claimed,
    forgetful,
    halfway,
    moving,
    signed_in,
    stranger,
    waiting,
    with_a_passkey,
    with_a_phone,
    with_second_steps,
)
from tests.hostile.sending import look, post
from tests.html import Node
from tests.letters import newest_link, posted
from tests.onboarding.steps import ANNA
from tests.people import ANSWERS

LETTERS = (
    "activation",
    "email_change",
    "password_reset",
    "claim_notice",
    "staff_invitation",
    "examiner_invitation",
    "recovery_notice",
    "recovery_access",
)
FILES = (".csv", ".xlsx", ".json")  # to take away: no forms in them, and they take long to write
SEEN = frozenset({"text", "email", "tel"})
# Answers as they stand on the page after they were read, so that what comes back can be compared.
GOOD: Mapping[str, Any] = (
    ANSWERS
    | staff.GOOD
    | handling.GOOD
    | {
        "login": ANNA.pesel,
        "password": ANNA.numbers[0],
        "phone": "+48601234567",
        "proposed": "9-778",
        "home_postcode": "00-950",
        "home_country": "PL",
        "mailing_street": "Długa",
        "mailing_building": "1",
        "mailing_unit": "2",
        "mailing_postcode": "30-001",
        "mailing_city": "Kraków",
        "mailing_country": "PL",
        "workplace_street": "Szkolna",
        "workplace_building": "7",
        "workplace_postcode": "30-002",
        "privacy_notice": "y",
    }
)
_MOST_CARDS = 12  # whoever comes after these has come in a crowd of people alike
UNTICKED = "mailing_same"  # then the other address is asked for, too


PERSONAS = (
    stranger,
    claimed,
    waiting,
    signed_in,
    in_two_browsers,
    asked,
    with_second_steps,
    at_the_stronger_step,
    with_a_passkey,
    with_a_phone,
    moving,
    forgetful,
    halfway,
    *staff.PERSONAS,
)


@dataclass(frozen=True)
class Door:
    """A form: where it goes (the name of the view) and the names in it. `page` is an address, or a kind of letter."""

    view: str
    page: str
    names: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where the form stands today: links change from letter to letter."""
        return newest_link(self.page) if self.page in LETTERS else self.page


@dataclass(frozen=True)
class Form:
    """A form that stands open."""

    action: str
    ready: Mapping[str, bytes]
    shown: frozenset[str]

    def answers(self, names: tuple[str, ...]) -> dict[str, bytes]:
        """Return good answers to everything it asks, and what it brings along: its token, its stamp."""
        asked = {name: str(GOOD[name]).encode() for name in names if name in GOOD and name != UNTICKED}
        return {**asked, **self.ready}


class Visit:
    """One person with a browser; whatever happens, it goes on where the person stood after arriving."""

    def __init__(self, app: Flask, arrive: Callable[[Browser], None]) -> None:
        self.app = app
        self.browser = Browser(app)
        databases.empty()
        arrive(self.browser)
        self._rows = databases.rows()
        self._cookies = dict(self.browser.flask._cookies or {})
        self._open: dict[Door, Form] = {}

    def go_back(self) -> None:
        """Stand again where the person arrived, in a portal that knows nothing of what has happened since."""
        databases.put_back(self._rows)
        self.browser = Browser(self.app)
        self.browser.flask._cookies = dict(self._cookies)
        self._open.clear()

    def doors(self) -> list[Door]:
        """Walk over every page that a link or a letter leads to and return the forms, each once."""
        found: dict[tuple[str, tuple[str, ...]], Door] = {}
        links = self._links()
        for page in self._pages([*_plain_pages(self.app), *_cards(), *links]):
            for form in _forms(page):
                view, names = _view(self.app, _action(form, page)), _names(form)
                found.setdefault((view, names), Door(view, links.get(page.url, page.url), names))
        return list(found.values())

    def form(self, door: Door) -> Form:
        """Return a form that is open for this person now; the person goes back when it no longer is."""
        if door not in self._open:
            found = self._find(door)
            if found is None:
                self.go_back()
                found = self._find(door)
            assert found is not None, f"the form of {door.view} cannot be found again"
            self._open[door] = found
        return self._open[door]

    def send(self, door: Door, envelope: Envelope) -> Page:
        """Send a form, however often it was sent before; look at the page it leads to."""
        form = self.form(door)
        forget_attempts()
        page = post(self.browser, form.action, envelope)
        if page.status == 303:
            self._open.clear()
            look(self.browser, page.location)
        return page

    def _find(self, door: Door) -> Form | None:
        for page in self._pages_at(door.address):
            for form in _forms(page):
                action = _action(form, page)
                if (_view(self.app, action), _names(form)) == (door.view, door.names):
                    return Form(action, dict(_ready(form)), frozenset(_shown(form)))
        return None

    def _links(self) -> dict[str, str]:
        return {newest_link(kind): kind for kind in LETTERS if posted(kind)}

    def _pages_at(self, address: str) -> list[Page]:
        page = look(self.browser, address)
        return [] if page.response.mimetype != "text/html" or page.status == 303 else [page]

    def _pages(self, start: list[str]) -> Iterator[Page]:
        ahead, seen = list(start), set(start)
        while ahead:
            for page in self._pages_at(ahead.pop(0)):
                yield page
                links = {link.attrs.get("href", "").split("#")[0].split("?")[0] for link in page.tree.all("a")}
                fresh = sorted(link for link in links - seen if link.startswith("/") and not link.endswith(FILES))
                ahead += fresh
                seen.update(fresh)


def forget_attempts() -> None:
    """Empty the throttle: it has tests of its own, here everything shall be looked at."""
    with transaction():
        db.session.execute(delete(ThrottleCounter))


def _plain_pages(app: Flask) -> list[str]:
    # The pages for monitors hold no forms, and readyz is never ready in tests: no migration has made their tables.
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("web.")]
    return sorted(rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments)


def _cards() -> list[str]:
    """Return the addresses to which only a search leads: a list, and cards, alone and by two, openable or not."""
    there = db.session.query(Examiner.id).filter_by(unified_into=None).order_by(Examiner.id).limit(_MOST_CARDS)
    cards = [f"/biuro/osoby/{examiner_id}" for (examiner_id,) in there]
    return [
        "/biuro/osoby?stan=zawieszone",
        *(f"/biuro/osoby/wybrane?osoba={card.rpartition('/')[2]}" for card in cards[:1]),
        *cards,
        *(f"{cards[0]}/polaczenie/{card.rpartition('/')[2]}" for card in cards[1:2]),
    ]


def _forms(page: Page) -> list[Node]:
    return [form for form in page.tree.all("form") if form.attrs.get("method") == "post"]


def _action(form: Node, page: Page) -> str:
    return form.attrs.get("action") or page.url


def _view(app: Flask, path: str) -> str:
    return str(app.url_map.bind("localhost").match(path, method="POST")[0])


def _names(form: Node) -> tuple[str, ...]:
    names = dict.fromkeys(control.attrs["name"] for control in form.all(*CONTROLS) if "name" in control.attrs)
    return tuple(name for name in names if name != "csrf_token")


def _ready(form: Node) -> Iterator[tuple[str, bytes]]:
    hidden = (one.attrs for one in form.all("input") if one.attrs.get("type") == "hidden")
    yield from ((attrs["name"], attrs.get("value", "").encode()) for attrs in hidden)


def _shown(form: Node) -> Iterator[str]:
    yield from (one.attrs["name"] for one in form.all("input") if one.attrs.get("type") in SEEN)
    yield from (one.attrs["name"] for one in form.all("textarea"))
