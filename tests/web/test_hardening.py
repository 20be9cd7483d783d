"""What somebody who means harm would try first, and gets nothing for."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from tests.browser import Browser
from tests.letters import newest_link
from tests.people import ANSWERS, PASSWORD, Person, enter
from tests.web.test_csrf import everything, signed_in, waiting

ANNA = Person()
ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "%2f%2fevil.example",
    "/%09/evil.example",
    "http:///evil.example",
)
PAGES = ("/", "/pomoc", "/haslo", "/deklaracja-dostepnosci", "/nic", "/konto", "/biuro/logowanie", "/healthz")
OF_THE_CHECKOUT = (
    "/.git/config",
    "/static/",
    "/static/js/",
    "/static/../config.py",
    "/instance/secrets.env",
    "/console",
)
IMPOSSIBLE = ("9" * 30, "-1", "1e400", "0x10")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8000.evil.example"])
def test_no_other_site_may_read_an_answer(visitor: Browser, origin: str) -> None:
    for url in PAGES:
        answer = visitor.flask.get(url, headers={"Origin": origin})
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")], url


def test_every_answer_says_what_it_is(visitor: Browser) -> None:
    for url in PAGES:
        answer = visitor.flask.get(url)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "charset=utf-8" in answer.headers["Content-Type"] or answer.mimetype == "application/json", url


def test_nothing_of_the_checkout_is_handed_out(visitor: Browser) -> None:
    for url in OF_THE_CHECKOUT:
        assert visitor.flask.get(url).status_code == 404, url


def test_nobody_is_led_to_another_site(client: Browser) -> None:
    signed_in(client)
    for place in ELSEWHERE:
        host = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Original-URL": place}
        for url in ("/", "/konto", "/rejestracja", "/rejestracja/poczta", "/biuro/"):
            answer = client.flask.get(url, query_string={"next": place, "dalej": place}, headers=host)
            location = answer.headers.get("Location", "/")
            assert location.startswith("/"), url
            assert "evil" not in location, url


def test_answers_to_questions_that_were_not_asked_change_nothing(client: Browser) -> None:
    enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    slipped_in = {"activated_at": "2020-01-01", "examiner_id": "1", "pesel": "44051401359", "role": "administrator"}
    token = dict(hidden(client, "/rejestracja"))
    client.flask.post(
        "/rejestracja", data={**token, **ANSWERS, **slipped_in, "home_country": "PL", "mailing_same": "y"}
    )
    rows = everything()
    assert len(rows["account"]) == 1
    assert not rows["staff_member"]
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    assert client.get("/rejestracja/poczta").status == 200  # still waits: nothing has been activated


def hidden(client: Browser, url: str) -> Iterator[tuple[str, str]]:
    """Yield the hidden answers that a form brings along."""
    for control in client.get(url).tree.all("input"):
        if control.attrs.get("type") == "hidden":
            yield control.attrs["name"], control.attrs.get("value", "")


def test_a_link_of_one_kind_opens_no_other(client: Browser) -> None:
    waiting(client)
    token = newest_link("activation").rpartition("/")[2]
    for path in ("/haslo/", "/to-nie-ja/", "/biuro/zaproszenie/"):
        assert client.flask.get(path + token).status_code == 404, path
    assert client.get("/aktywacja/" + token).status == 200


@pytest.mark.parametrize("number", IMPOSSIBLE)
def test_a_page_with_an_impossible_number_is_not_found(visitor: Browser, number: str) -> None:
    for url in (f"/biuro/osoby/{number}", f"/biuro/wczytaj/{number}", f"/biuro/listy/ponowne/{number}"):
        assert visitor.flask.get(url).status_code in {303, 404}, url


def test_signatures_are_of_one_kind(kitchen_app: Flask) -> None:
    # Flask's own scheme; nothing in a signed value says how or with which key it is to be verified.
    assert isinstance(kitchen_app.session_interface, SecureCookieSessionInterface)
    assert kitchen_app.session_interface.key_derivation == "hmac"
    serializer = kitchen_app.session_interface.get_signing_serializer(kitchen_app)
    assert serializer is not None
    assert serializer.signer_kwargs == {
        "key_derivation": "hmac",
        "digest_method": kitchen_app.session_interface.digest_method,
    }


def test_a_file_to_keep_is_never_a_page(kitchen_app: Flask) -> None:
    with Browser(kitchen_app).flask.get("/static/img/tick.svg") as picture:
        assert picture.headers["X-Content-Type-Options"] == "nosniff"
        assert picture.mimetype == "image/svg+xml"
