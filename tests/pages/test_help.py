"""The help page: its chapters, the letters it names, and the pages that lead to it."""

import re
from pathlib import Path

import pytest
from flask import Flask

from examportal.app import create_app
from examportal.config import load
from examportal.db import db
from examportal.pages.chapters import CHAPTERS, Chapter, chapter
from tests.browser import Browser
from tests.conftest import ENVIRON
from tests.house.source import ROOT
from tests.html import Node
from tests.letters import posted
from tests.people import ANSWERS, Person, enter

LINKS = re.compile(r'help_link\("(\w+)"\)')
ANNA = Person()
# Where somebody may be stuck, and the chapter that answers it.
ANSWERED = {
    "entrance/all_numbers_removed.html": "numbers_removed",
    "entrance/dead_link.html": "dead_link",
    "entrance/forgotten.html": "forgotten_password",
    "entrance/forgotten_sent.html": "letter_missing",
    "entrance/forgotten_login.html": "login_number",
    "entrance/strong_step.html": "lost_second_step",
    "errors/404.html": "dead_link",
    "errors/410.html": "dead_link",
    "errors/429.html": "throttled",
    "errors/500.html": "fault",
    "profile/overview.html": "wrong_data",
}


def section(client: Browser, wanted: Chapter) -> Node:
    """Return the part of the help page with one chapter."""
    (found,) = client.get("/pomoc").tree.all("section", **{"aria-labelledby": wanted.anchor})
    return found


def test_the_table_of_contents_lists_every_chapter(client: Browser) -> None:
    page = client.get("/pomoc")
    (contents,) = [nav for nav in page.tree.all("nav") if "toc" in nav.classes]
    assert [(link.attrs["href"], link.text) for link in contents.all("a")] == [
        (f"#{item.anchor}", item.title) for item in CHAPTERS
    ]
    ids = {node.attrs.get("id") for node in page.tree.walk()}
    inside = {link.attrs["href"][1:] for link in page.tree.all("a") if link.attrs["href"].startswith("#")}
    assert inside <= ids


@pytest.mark.parametrize("wanted", CHAPTERS, ids=lambda item: item.name)
def test_a_chapter_says_what_happened_what_to_do_and_whom_to_call(client: Browser, wanted: Chapter) -> None:
    told = section(client, wanted)
    assert told.all("h2")[0].text == wanted.title
    leads = [lead.text for lead in told.all("strong")]
    assert leads[0] in {"Co się stało.", "Co się dzieje."}
    assert leads[1:] == ["Co zrobić.", "Do kogo zadzwonić."]
    assert "22 123 45 67 (od poniedziałku do piątku, 8:00–15:00)" in told.text
    assert "proszę" not in told.text.lower()


def test_letters_are_described_as_they_are(client: Browser) -> None:
    enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    told = section(client, chapter("letter_missing")).text
    assert posted("activation")[0].subject in told
    assert "Portal egzaminatora: ustaw nowe hasło" in told
    assert "portal@oke.example.pl" in told


def test_terms_come_from_the_settings(tmp_path: Path) -> None:
    told = {"EXAMPORTAL_FIRST_LOGIN_UNTIL": "2026-12-31", "EXAMPORTAL_ACTIVATION_HOURS": "24"}
    app = create_app(load(tmp_path, ENVIRON | told))
    text = Browser(app).get("/pomoc").text
    assert "Pierwszy raz możesz się zalogować do 31 grudnia 2026." in text
    assert "działa 24 godziny, a link do nowego hasła 60 minut" in text
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_a_link_to_the_help_leads_to_a_chapter(path: Path) -> None:
    named = LINKS.findall(path.read_text(encoding="utf-8"))
    assert {chapter(name).name for name in named} == set(named)
    wanted = ANSWERED.get(path.relative_to(ROOT / "templates").as_posix())
    assert wanted is None or wanted in named


def test_whoever_is_stuck_finds_the_chapter(client: Browser) -> None:
    page = client.get("/haslo/nieznany", 404)
    assert "/pomoc#link" in [link.attrs["href"] for link in page.tree.all("a")]


def test_no_page_can_link_to_a_chapter_that_does_not_exist(app: Flask) -> None:
    template = app.jinja_env.from_string('{% from "_macros/help.html" import help_link %}{{ help_link("nothing") }}')
    with app.test_request_context(), pytest.raises(KeyError):
        template.render()
