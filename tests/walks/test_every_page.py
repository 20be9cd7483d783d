"""Every page of the portal in a real Chromium, in every width, and under the eyes of axe."""

from collections.abc import Iterable, Iterator
from typing import Any

import flask
import pytest
from flask import Flask
from jinja2 import Template
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Page
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
FRAME = "/widok"
FORGET = "for (let timer = setTimeout(() => {}); timer > 0; timer -= 1) clearTimeout(timer)"
"""What the page before still meant to do must not happen to the next."""
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
    """Serves the frame that pages are put into one after another, and what belongs to them.

    The frame stays, and with it axe and the styles, ready and warm: loading them anew took as long as all the looking.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request of the browser."""
        path = environ["PATH_INFO"]
        if path == AXE_PATH:
            return Response(AXE, mimetype="text/javascript")(environ, start_response)
        if path == FRAME:
            return Response("<!doctype html>", mimetype="text/html")(environ, start_response)
        if "HTTP_X_WATCHING" in environ:  # a page that looks whether it shall load itself anew is told to wait
            return Response(status=503)(environ, start_response)
        answer = Response.from_app(self._app.wsgi_app, environ)
        if path.endswith(".js"):  # each page brings its scripts again, and a name can be given only once in a frame
            answer.direct_passthrough = False
            answer.set_data(b"(() => {" + answer.get_data() + b"\n})();")
        return answer(environ, start_response)


@pytest.fixture(scope="module")
def broken() -> list[Error]:
    """Return what breaks in the pages' scripts."""
    return []


@pytest.fixture(scope="module")
def frame(portals: Portals, browser: Chromium, broken: list[Error]) -> Iterator[Page]:
    """Return one window for all pages, with axe in it; a colour on its way to another would not be the page's own."""
    with reachable(Gallery(portals.get("sqlite"))) as url:
        page = browser.new_page(base_url=url, reduced_motion="reduce")
        page.on("pageerror", lambda error: broken.append(error))  # noqa: PLW0108 - Playwright takes no built-in functions
        page.goto(FRAME)
        page.add_script_tag(url=AXE_PATH)
        yield page
        page.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_axe_finds_nothing_and_nothing_is_cut_off(frame: Page, broken: list[Error], told: Flask, story: Story) -> None:
    TOLD.add(story)
    broken.clear()
    for number, scene in enumerate(story(told)):
        if not FULL and (scene.heading, scene.status) in SEEN:
            continue  # stories meet on some pages: once is enough for `make test`
        SEEN.add((scene.heading, scene.status))
        frame.evaluate(FORGET)
        frame.set_content(scene.source)
        wrong = blemishes(frame, contrast=looks_new(scene))
        assert (wrong, broken) == ([], []), f"{scene.heading} ({scene.status}, {number})"


def looks_new(scene: Scene) -> bool:
    """Tell whether a page shows an element in a way that no page before has shown: only then may its contrast fail."""
    shown = {(node.tag, node.attrs.get("class", "")) for node in scene.tree.walk()}
    is_new = FULL or not shown <= LOOKS
    LOOKS.update(shown)
    return is_new
