"""What stands on every page: the way to help, privacy and the accessibility statement.

`tests/browser.py` asks it of every page that any test opens; here are those that no test might open.
"""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests import html
from tests.browser import FOOTER_LINKS, Browser
from tests.house.source import ROOT

LAYOUT = re.compile(r'"(_layout/(page|office)|office/_entry)\.html"')
PAGES = [path for path in (ROOT / "templates").rglob("*.html") if LAYOUT.search(path.read_text("utf-8"))]
WITHOUT_LAYOUT = {"_layout", "_macros", "letters", "dev"}  # parts of pages, letters, and the mailbox of developers


def test_every_template_of_a_page_has_the_layout() -> None:
    whole = {
        path
        for path in (ROOT / "templates").rglob("*.html")
        if path.relative_to(ROOT / "templates").parts[0] not in WITHOUT_LAYOUT
        and not path.name.startswith("_")
        and path.parent.name != "help"
    }
    assert whole == {path for path in PAGES if path.parent.name != "_layout" and not path.name.startswith("_")}


@pytest.mark.parametrize("path", sorted((ROOT / "templates/errors").glob("*.html")), ids=lambda path: path.stem)
def test_error_pages_have_the_footer(app: Flask, path: Path) -> None:
    with app.test_request_context():
        text = app.jinja_env.get_template(f"errors/{path.name}").render(seconds=None, request_id="1")
    (foot,) = html.read(text).all("footer")
    assert {link.attrs["href"] for link in foot.all("a")} >= FOOTER_LINKS


def test_the_statement_is_named_in_the_head(client: Browser) -> None:
    (named,) = client.get("/").tree.all("meta", name="deklaracja-dostępności")
    assert named.attrs["content"] == "http://localhost/deklaracja-dostepnosci"


def test_opening_hours_break_between_words_only(client: Browser) -> None:
    (foot,) = client.get("/").tree.all("footer")
    assert "8:00–15:00" in [span.text for span in foot.all("span") if "unbroken" in span.classes]
    assert "od poniedziałku do piątku, 8:00–15:00" in foot.text
