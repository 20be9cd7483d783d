"""Error pages: in Polish, with a next step, and without anything that was in the request or the fault."""

import pytest

from examportal.db import db
from tests.browser import Browser
from tests.web.kitchen import SECRET

KNOWN = [400, 403, 404, 405, 410, 413, 422, 429, 500, 503]


@pytest.mark.parametrize("code", KNOWN)
def test_every_error_has_its_page(visitor: Browser, code: int) -> None:
    page = visitor.get(f"/blad/{code}", code)
    assert len(page.tree.all("main")[0].text) > 80
    assert "proszę" not in page.text.lower()


@pytest.mark.parametrize(("code", "like"), [(418, 400), (451, 400), (501, 500), (504, 500)])
def test_a_rare_error_has_the_page_of_its_family(visitor: Browser, code: int, like: int) -> None:
    assert visitor.get(f"/blad/{code}", code).heading == visitor.get(f"/blad/{like}", like).heading


def test_an_unknown_address_is_not_repeated(visitor: Browser) -> None:
    page = visitor.get("/nie-ma/tajny-token?pesel=44051401359", 404)
    assert page.heading == "Nie ma takiej strony"
    assert "tajny-token" not in page.source
    assert "44051401359" not in page.source


@pytest.mark.parametrize("host", ["..", "a..b", "x" * 300])
def test_a_host_that_is_no_name(visitor: Browser, host: str) -> None:
    assert visitor.get("/", 400, environ_overrides={"HTTP_HOST": host}).tree.all("a", href="/pomoc")


def test_a_wrong_method_names_the_right_ones(visitor: Browser) -> None:
    page = visitor.post("/healthz", status=405)
    assert "GET" in page.response.headers["Allow"]


def test_too_much_is_refused_with_words(visitor: Browser) -> None:
    assert visitor.post("/proba", {"surname": "a" * 1_100_000}, 413).heading == "To, co wysyłasz, jest za duże"
    parts = {f"field{n}": "x" for n in range(201)}
    assert visitor.post("/proba", parts, 413, content_type="multipart/form-data").status == 413
    long = {"surname": "a" * 300_000}
    assert visitor.post("/proba", long, 413, content_type="multipart/form-data").status == 413


def test_slowing_down_says_for_how_long(visitor: Browser) -> None:
    page = visitor.get("/za-duzo", 429)
    assert page.response.headers["Retry-After"] == "299"
    assert "za 5 minut." in page.text
    assert "za kilka minut." in visitor.get("/blad/429", 429).text


def test_a_fault_is_told_without_its_text_and_undone(visitor: Browser) -> None:
    page = visitor.get(f"/awaria/{SECRET}", 500)
    assert SECRET not in page.source
    assert page.response.headers["X-Request-ID"] in page.text
    with visitor.app.app_context():
        assert not db.session.new


def test_a_database_that_is_away_says_when_to_come_back(visitor: Browser) -> None:
    page = visitor.get("/baza", 503)
    assert page.response.headers["Retry-After"] == "30"
    assert "za 30 sekund" in page.text
    assert SECRET not in page.source
