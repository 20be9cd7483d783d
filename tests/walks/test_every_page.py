"""Every page of the portal in a real Chromium, in every width, and under the eyes of axe."""

from collections.abc import Callable, Iterator

import flask
import pytest
from flask import Flask
from jinja2 import Template
from playwright.sync_api import Page, Route

from tests import databases
from tests.browser import Page as Scene
from tests.chromium import reachable
from tests.databases import Portals
from tests.storm.scale import FULL
from tests.walks.looks import blemishes
from tests.walks.scenes import STORIES, Story

# Parts of pages; error pages, drawn past the signals of Flask, but the story of the faults shows each of them; letters;
# the mailbox of `make run`, which is no page of the portal.
TOLD = set[Story]()
SEEN = set[tuple[str, int]]()
LOOKS = set[tuple[str, str]]()
ELSEWHERE = ("_", "pages/help/", "errors/", "letters/", "dev/")


@pytest.fixture(scope="module")
def drawn(portals: Portals) -> Iterator[set[str]]:
    """Collect the templates that the stories draw; once all are told, no page of the portal may be missing."""
    app = portals.get("sqlite")
    names = set[str]()

    def note(_: Flask, template: Template, **__: object) -> None:
        names.add(str(template.name))

    with flask.template_rendered.connected_to(note, app):
        yield names
    if set(STORIES) == TOLD:
        templates = app.jinja_env.list_templates(extensions=["html"])
        pages = {name for name in templates if not name.startswith(ELSEWHERE) and "/_" not in name}
        assert pages - names == set()


@pytest.fixture
def told(portals: Portals, drawn: set[str]) -> Iterator[Flask]:
    """Return the application in which stories are told; which database it has does not matter here."""
    app = portals.get("sqlite")
    with app.app_context():
        yield app
        databases.empty()


def answer(scene: Scene) -> Callable[[Route], None]:
    """Return what gives the browser a page that somebody else was shown."""

    def fulfil(route: Route) -> None:
        route.fulfill(body=scene.source, status=scene.status, content_type="text/html; charset=utf-8")

    return fulfil


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_axe_finds_nothing_and_nothing_is_cut_off(page: Page, told: Flask, story: Story) -> None:
    TOLD.add(story)
    with reachable(told) as url:
        for number, scene in enumerate(story(told)):
            if not FULL and (scene.heading, scene.status) in SEEN:
                continue  # stories meet on some pages: once is enough for `make test`
            SEEN.add((scene.heading, scene.status))
            shown = f"{url}/widok/{number}"
            page.route(shown, answer(scene))
            page.goto(shown)
            assert blemishes(page, contrast=looks_new(scene)) == [], f"{scene.heading} ({scene.status}, {number})"


def looks_new(scene: Scene) -> bool:
    """Tell whether a page shows an element in a way that no page before has shown: only then may its contrast fail."""
    shown = {(node.tag, node.attrs.get("class", "")) for node in scene.tree.walk()}
    is_new = FULL or not shown <= LOOKS
    LOOKS.update(shown)
    return is_new
