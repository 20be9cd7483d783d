"""A browser for tests: every answer it receives is checked for free.

`client.get("/")`, `client.post("/haslo", {"login": "…"})` and `client.submit("/haslo", {"login": "…"})` return a Page.
`submit` fills in the form that stands on the page as a browser would: hidden fields, the token and ready answers go
along, and a control named in the answers must be there. An answer of another status than said fails the test.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

from flask import Flask, got_request_exception, has_request_context, request_tearing_down
from sqlalchemy import event
from stdnum.pl import pesel
from werkzeug.test import TestResponse

from examportal.db import db
from tests import html
from tests.html import Node

CONTROLS = ("input", "select", "textarea")
REFERENCES = frozenset({"aria-describedby", "aria-labelledby", "aria-controls", "for", "data-rules-for"})
ADDRESSES = frozenset({"href", "action", "src"})
UNSEEN = frozenset({"hidden", "submit", "button"})
SITE = " – Portal egzaminatora"
FOOTER_LINKS = {"/pomoc", "/prywatnosc", "/deklaracja-dostepnosci"}  # the last one by law, on every page
Answer = str | bool | list[str] | tuple[BinaryIO, str] | None
Answers = Mapping[str, Answer]
"""What is typed or ticked; a file is the pair of its content and its name."""


@dataclass(frozen=True)
class Page:
    """An answer of the portal."""

    url: str
    response: TestResponse

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return str(self.response.headers["Location"])

    @cached_property
    def source(self) -> str:
        """The answer as it was sent; what is no text, a workbook, as far as it can be read."""
        is_text = (self.response.mimetype or "").startswith("text/")
        return self.response.get_data().decode(errors="strict" if is_text else "replace")

    @cached_property
    def tree(self) -> Node:
        """The answer as a tree."""
        return html.read(self.source)

    @property
    def text(self) -> str:
        """What a person reads."""
        return self.tree.text

    @property
    def heading(self) -> str:
        """The text of the h1."""
        return self.tree.all("h1")[0].text

    @property
    def title(self) -> str:
        """The text of the title."""
        return self.tree.all("title")[0].text

    def errors(self) -> dict[str, str]:
        """Return the mistakes by field; those of the whole form stand under the empty name."""
        fields = {
            node.attrs["id"].removesuffix("-error"): node.text.removeprefix("Błąd: ")
            for node in self.tree.all("p")
            if "field-error" in node.classes
        }
        whole = [line.text for line in self._summary() if not line.all("a")]
        return fields | ({"": " ".join(whole)} if whole else {})

    def value(self, name: str) -> str:
        """Return what stands in a control."""
        return dict(_answers_in(self.tree))[name]

    def form(self, button: str | None) -> Node:
        """Return the form of this button; without a button the first form of the page's main part."""
        forms = self.tree.all("form") if button else self.tree.all("main")[0].all("form")
        fitting = [form for form in forms if not button or button in [label.text for label in form.all("button")]]
        assert fitting, f"no form with the button {button!r} on {self.url}"
        return fitting[0]

    def _summary(self) -> list[Node]:
        return [line for box in self.tree.all("div") if "error-summary" in box.classes for line in box.all("li")]


class Browser:
    """One browser with its cookies."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.flask = app.test_client()

    def get(self, url: str, status: int = 200, **options: Any) -> Page:
        """Open an address."""
        return self._open(url, status, method="GET", **options)

    def post(self, url: str, data: Answers | None = None, status: int = 303, **options: Any) -> Page:
        """Send a form as it is given: no token is added."""
        return self._open(url, status, method="POST", data=dict(data or {}), **options)

    def submit(
        self, where: str | Page, answers: Answers | None = None, status: int = 303, *, button: str | None = None
    ) -> Page:
        """Fill in and send a form; True ticks, None leaves out (an unticked box, a missing field)."""
        page = self.get(where) if isinstance(where, str) else where
        form = page.form(button)
        ready: dict[str, Any] = dict(_answers_in(form))
        for name, answer in (answers or {}).items():
            assert any(control.attrs.get("name") == name for control in form.all(*CONTROLS)), f"no control {name}"
            ready[name] = _sent(form, name, answer)
        data = {name: value for name, value in ready.items() if value is not None}
        return self.post(form.attrs.get("action") or page.url, data, status)

    def follow(self, page: Page, status: int = 200) -> Page:
        """Go where a redirect leads."""
        return self.get(page.location, status)

    def _open(self, url: str, status: int, **options: Any) -> Page:
        with watched(self.app) as faults:
            page = Page(url, self.flask.open(url, buffered=True, **options))
        for fault in faults:
            if status < 500:
                raise AssertionError(f"{url} failed: {fault!r}") from fault
        assert page.status == status, f"{url} answered {page.status}, not {status}: {_told(page)}"
        check(page)
        return page


def check(page: Page) -> None:
    """Fail when an answer breaks a rule that holds for every page."""
    urls = [page.response.headers.get("Location", "")]
    if page.response.mimetype == "text/html" and page.status != 204 and not 300 <= page.status < 400:
        assert page.response.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in page.response.headers["Content-Security-Policy"]
        for rule in CHECKS:
            rule(page)
        urls += [node.attrs[name] for node in page.tree.walk() for name in ADDRESSES & node.attrs.keys()]
        assert not _names_a_person(page.title), f"a PESEL in the title of {page.url}"
    assert not any(_names_a_person(url) for url in urls), f"a PESEL in an address on {page.url}"


def _foot(page: Page) -> None:
    missing = FOOTER_LINKS - {link.attrs.get("href") for link in page.tree.all("a") if link.within("footer")}
    assert not missing, f"the footer of {page.url} does not lead to {missing}"


def _head_and_heading(page: Page) -> None:
    assert [node.attrs.get("lang") for node in page.tree.all("html")] == ["pl"]
    assert len(page.tree.all("h1")) == 1, f"{page.url} has {len(page.tree.all('h1'))} h1"
    assert page.heading
    wrong = "Błąd: " if page._summary() else ""
    assert page.title == f"{wrong}{page.heading}{SITE}"


def _ids_and_references(page: Page) -> None:
    ids = [node.attrs["id"] for node in page.tree.walk() if "id" in node.attrs]
    known = set(ids)
    assert len(ids) == len(known), f"ids twice on {page.url}: {[name for name in known if ids.count(name) > 1]}"
    for node in page.tree.walk():
        for name in REFERENCES & node.attrs.keys():
            missing = set(node.attrs[name].split()) - known
            assert not missing, f"{name} on {page.url} refers to nothing: {missing}"


def _controls(page: Page) -> None:
    labelled = {label.attrs["for"] for label in page.tree.all("label") if label.text and "for" in label.attrs}
    for control in page.tree.all(*CONTROLS):
        named = control.attrs.get("id") in labelled or control.within("label") or "aria-label" in control.attrs
        seen = control.attrs.get("type") not in UNSEEN
        assert named or not seen, f"no label for {control.attrs.get('name')} on {page.url}"
        hollow = control.attrs.get("type") != "password" or not control.attrs.get("value")
        assert hollow, f"a password comes back on {page.url}"
    for button in page.tree.all("button"):
        assert button.text, f"a button without a text on {page.url}"


def _forms(page: Page) -> None:
    for form in page.tree.all("form"):
        assert form.attrs.get("method") in {"post", "get"}
        tokens = [node.attrs.get("value") for node in form.all("input", name="csrf_token")]
        assert form.attrs["method"] == "get" or (len(tokens) == 1 and tokens[0]), f"no token in a form of {page.url}"


def _nothing_inline(page: Page) -> None:
    for node in page.tree.walk():
        assert node.tag != "style", f"a style on {page.url}"
        assert "style" not in node.attrs, f"an inline style on {page.url}: {node.tag}"
        assert node.tag != "script" or node.attrs.get("src"), f"an inline script on {page.url}"
        assert not [name for name in node.attrs if name.startswith("on")], f"an inline script on {page.url}"


def _summary_fits(page: Page) -> None:
    told = {link.attrs["href"][1:]: link.text for line in page._summary() for link in line.all("a")}
    by_id = {node.attrs["id"]: node for node in page.tree.all(*CONTROLS) if "id" in node.attrs}
    assert set(told) <= set(by_id), f"the summary of {page.url} leads to {set(told) - set(by_id)}"
    assert sorted(told.values()) == sorted(text for name, text in page.errors().items() if name)
    for name in told:
        assert by_id[name].attrs.get("aria-invalid") == "true", f"{name} on {page.url} does not say it is wrong"


CHECKS = (_head_and_heading, _foot, _ids_and_references, _controls, _forms, _nothing_inline, _summary_fits)


def _names_a_person(text: str) -> bool:
    return any(pesel.is_valid(digits) for digits in re.findall(r"(?=(?<!\d)(\d{11})(?!\d))", text))


def _answers_in(form: Node) -> Iterator[tuple[str, str]]:
    for control in form.all(*CONTROLS):
        name, kind = control.attrs.get("name"), control.attrs.get("type")
        ticked = kind not in {"checkbox", "radio"} or "checked" in control.attrs
        if not name or not ticked or kind in {"submit", "button"}:
            continue
        if control.tag == "select":
            options = control.all("option")
            chosen = [option for option in options if "selected" in option.attrs] or options[:1]
            yield from ((name, option.attrs.get("value", option.text)) for option in chosen)
        else:
            yield name, control.attrs.get("value", control.text if control.tag == "textarea" else "")


def _sent(form: Node, name: str, answer: Answer) -> Answer:
    if isinstance(answer, bool):
        return form.all("input", name=name)[0].attrs.get("value", "on") if answer else None
    return answer


def _told(page: Page) -> str:
    if page.response.mimetype != "text/html" or 300 <= page.status < 400:
        return str(page.response.headers.get("Location", page.source[:500]))
    return f"{page.heading} {page.errors() or ''}"


@contextmanager
def watched(app: Flask) -> Iterator[list[Exception]]:
    """Collect what goes wrong behind an answer: a fault, a change that nobody saves."""
    faults: list[Exception] = []

    def keep(_sender: Flask, exception: Exception, **_extra: Any) -> None:
        faults.append(exception)

    def look(_sender: Flask, **_extra: Any) -> None:
        session = db.session
        if session.new or session.dirty or session.deleted:
            faults.append(AssertionError("the session holds changes that were never saved"))

    with got_request_exception.connected_to(keep, app), request_tearing_down.connected_to(look, app):
        yield faults


@event.listens_for(db.session, "before_flush")
def _only_at_the_door(session: Any, *_rest: Any) -> None:
    if has_request_context() and not session.info.get("at_the_door"):
        raise AssertionError("a request writes outside transaction()")
