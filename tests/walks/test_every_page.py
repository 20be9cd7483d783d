"""Every page of the portal in a real Chromium, in every width, and under the eyes of axe."""

from collections.abc import Iterable, Iterator
from typing import Any

import flask
import pytest
from flask import Flask
from jinja2 import Template
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from werkzeug.wrappers import Response

from tests import databases
from tests.browser import Page as Scene
from tests.chromium import reachable
from tests.databases import Portals
from tests.storm.scale import FULL
from tests.walks.looks import AXE, AXE_PATH, blemishes
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


class Gallery:
    """Shows a page that somebody else was given, beside the files that belong to it, and axe."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._scenes: list[Scene] = []

    def hang(self, scene: Scene) -> str:
        """Return the path at which a page is shown."""
        self._scenes.append(scene)
        return f"/widok/{len(self._scenes) - 1}"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request of the browser."""
        path = environ["PATH_INFO"]
        if path.startswith("/widok/"):
            scene = self._scenes[int(path.rpartition("/")[2])]
            return Response(scene.source, scene.status, mimetype="text/html")(environ, start_response)
        if path == AXE_PATH:
            kept = {"Cache-Control": "max-age=3600, immutable"}
            return Response(AXE, headers=kept, mimetype="text/javascript")(environ, start_response)
        return self._app.wsgi_app(environ, start_response)


@pytest.fixture(scope="module")
def gallery(portals: Portals) -> Gallery:
    """Return what shows pages."""
    return Gallery(portals.get("sqlite"))


@pytest.fixture(scope="module")
def looked_at(gallery: Gallery, browser: Chromium) -> Iterator[Page]:
    """Return one window for all pages: they share styles and scripts, which are fetched and read once."""
    with reachable(gallery) as url:
        page = browser.new_page(base_url=url)
        yield page
        page.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_axe_finds_nothing_and_nothing_is_cut_off(looked_at: Page, gallery: Gallery, told: Flask, story: Story) -> None:
    TOLD.add(story)
    for number, scene in enumerate(story(told)):
        if not FULL and (scene.heading, scene.status) in SEEN:
            continue  # stories meet on some pages: once is enough for `make test`
        SEEN.add((scene.heading, scene.status))
        looked_at.goto(gallery.hang(scene))
        wrong = blemishes(looked_at, contrast=looks_new(scene))
        assert wrong == [], f"{scene.heading} ({scene.status}, {number})"


def looks_new(scene: Scene) -> bool:
    """Tell whether a page shows an element in a way that no page before has shown: only then may its contrast fail."""
    shown = {(node.tag, node.attrs.get("class", "")) for node in scene.tree.walk()}
    is_new = FULL or not shown <= LOOKS
    LOOKS.update(shown)
    return is_new
