"""Requests that no browser makes: odd headers, odd methods, odd addresses. Each gets a calm page."""

from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.routing import Rule

from examportal.app import create_app
from examportal.db import db
from tests.browser import Browser
from tests.hostile.corpus import CODE, CONTROLS, ENCODINGS, LETTERS, some
from tests.hostile.envelopes import plain
from tests.hostile.examiners import signed_in, stranger, waiting
from tests.hostile.sending import cookie_of, look, send
from tests.hostile.visits import Visit

METHODS = ("HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "POST", "get", "PROPFIND", "\x00", "ŁOŚ")
RUBBISH = [value.decode("latin-1") for value in (*CONTROLS, *ENCODINGS, *CODE)]
LONG = "x" * 8000
HEADERS: dict[str, list[str]] = {
    "HTTP_COOKIE": [
        "portal=\x00",
        "portal=" + "A" * 70_000,
        "portal=eyJjbGFpbSI6MX0.aSAAAA.AAAA",
        "portal=.eJwrSy0qzszPAwALJQLR.aSAAAA.AAAA; device=\xff\xfe",
        "portal=" + "." * 5000,
        "device=" + "\x00" * 9,
        "device=" + "Ł".encode().decode("latin-1") * 3000,
        ";" * 9000,
        "=;=;=" * 2000,
        '"; portal="\\000\\377"; $Version=1',
        "; ".join(f"c{n}=x" for n in range(3000)),
    ],
    "HTTP_ACCEPT_LANGUAGE": ["*;q=\x00", "pl;q=1e999,en;q=-1,;;;", ",".join(["xx-YY;q=0.1"] * 2000), "\xff\xfe"],
    "HTTP_ACCEPT": ["\x00", "text/html;q=NaN", "*/*;" * 4000],
    "HTTP_ACCEPT_ENCODING": ["gzip;q=\x00", "br," * 4000, "identity;q=0,*;q=0"],
    "HTTP_AUTHORIZATION": ["Basic \x00", "Basic ////", "Bearer " + LONG, "Digest username=\x00, realm"],
    "HTTP_USER_AGENT": ["", "\x00", LONG, "() { :; }; echo x"],
    "HTTP_REFERER": ["\x00", "javascript:alert(1)", "https://[::1", "http://\xff" + LONG],
    "HTTP_ORIGIN": ["null", "\x00", "http://[", LONG],
    "HTTP_HOST": ["", "\x00", "a b", "localhost:99999999", "[::1", "xn--\xff", "..", "l\x00calhost:\xff", LONG, "@"],
    "HTTP_X_FORWARDED_FOR": [
        "\x00",
        "1.2.3.4" * 900,
        ",,,",
        "[::1]:80",
        "fe80::1%eth0",
        "::ffff:1.2.3.4",
        "\xff, \xfe",
    ],
    "HTTP_X_FORWARDED_PROTO": ["\x00", "javascript", ",", "https" * 900],
    "HTTP_X_FORWARDED_HOST": ["\x00", "evil.example", "a,b,c"],
    "HTTP_X_FORWARDED_PORT": ["99999999", "\x00"],
    "HTTP_X_FORWARDED_PREFIX": ["/\x00", "//evil.example"],
    "HTTP_X_REQUEST_ID": ["\x00", LONG, "a\r\nSet-Cookie: a=b"],
    "HTTP_IF_NONE_MATCH": ['W/"', "\x00", '"' * 5000],
    "HTTP_IF_MODIFIED_SINCE": ["\x00", "Mon, 99 Foo 99999 99:99:99 GMT", "Thu, 01 Jan 1970 00:00:00 +9999999"],
    "HTTP_RANGE": ["bytes=-", "bytes=9-1", "bytes=" + "0-1," * 3000, "bytes=99999999999999999999-", "\x00"],
    "HTTP_IF_RANGE": ["\x00", "Mon, 99 Foo"],
    "HTTP_EXPECT": ["100-continue", "\x00"],
    "HTTP_DATE": ["\x00"],
    "HTTP_TRANSFER_ENCODING": ["chunked", "\x00", "gzip, chunked"],
    "HTTP_UPGRADE": ["websocket", "h2c"],
    "CONTENT_TYPE": ["\x00", "a/b" * 5000, "multipart/form-data; boundary=\xff"],
    "CONTENT_LENGTH": ["-1", "9" * 40, "\x00", " 1 ", "+5", "1_0", "½"],
}


def addresses(app: Flask, texts: list[bytes]) -> Iterator[bytes]:
    """Return every address of the portal with rubbish in it: in the places that take anything, behind it, below it."""
    for rule in app.url_map.iter_rules():
        for text in texts:
            yield _filled(rule, text)
            yield _filled(rule, b"x") + b"?a=" + text + b"&" + text + b"=%zz&&=&a=b"
            yield _filled(rule, b"x") + b"/" + text


def _filled(rule: Rule, text: bytes) -> bytes:
    plain = rule.rule.encode()
    return plain.replace(b"<token>", text).replace(b"<path:filename>", text)


@pytest.mark.parametrize("arrive", [stranger, signed_in])
def test_headers_of_rubbish(app: Flask, arrive: Callable[[Browser], None]) -> None:
    browser = Visit(app, arrive).browser
    pages = [b"/", b"/konto", b"/rejestracja", b"/static/css/portal.css", b"/static/none", b"/nie-ma", b"/healthz"]
    odd = [(name, value, page) for name, values in HEADERS.items() for value in (*values, *RUBBISH) for page in pages]
    answered = 0
    for name, value, page in some(odd, 25, 2500):
        cookie = {} if name == "HTTP_COOKIE" else {"HTTP_COOKIE": cookie_of(browser)}
        send(app, page, **{**cookie, name: value})
        answered += 1
    assert look(browser, "/konto").status == (200 if arrive is signed_in else 303)  # nobody was signed out or in
    assert answered


@pytest.mark.parametrize("arrive", [stranger, waiting, signed_in])
def test_methods_that_a_page_does_not_have(app: Flask, arrive: Callable[[Browser], None]) -> None:
    browser = Visit(app, arrive).browser
    cookie = cookie_of(browser)
    pages = [_filled(rule, b"x") for rule in app.url_map.iter_rules() if rule.endpoint != "web.readyz"]
    odd = [(method.encode().decode("latin-1"), page) for method in METHODS for page in pages]
    statuses = {send(app, page, method, HTTP_COOKIE=cookie).status for method, page in some(odd, 10)}
    assert statuses
    assert look(browser, "/konto").status == (200 if arrive is signed_in else 303)


def test_addresses_of_rubbish(app: Flask) -> None:
    long = [
        b"x" * 20_000,
        b"/" * 500,
        b"../" * 200,
        b"%2e%2e%2f",
        b".",
        b"..",
        b"\\",
        b"~",
        b"x.php",
        b"x%00.css",
        b";x",
    ]
    for path in some(addresses(app, [*CONTROLS, *ENCODINGS, *LETTERS, *CODE, *long]), 50, 3000):
        if b"/readyz" not in path:
            assert send(app, path).response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_trusted_proxy_that_passes_on_rubbish(app: Flask) -> None:
    behind = create_app(replace(app.extensions["settings"], trusted_proxies=1))
    statuses = set()
    headers = [name for name in HEADERS if name.startswith("HTTP_X_FORWARDED")]
    for name, value in some([(header, value) for header in headers for value in (*HEADERS[header], *RUBBISH)], 25):
        # Each in a context of its own, as a server does: the test holds one of another application open.
        statuses.add(Context().run(send, behind, b"/", "GET", **{name: value}).status)
    with behind.app_context():
        db.engine.dispose()
    assert statuses <= {200, 400}


def test_a_sign_in_from_an_address_of_rubbish(app: Flask) -> None:
    # The address is counted by the throttle: the one header that reaches the database.
    visit = Visit(app, stranger)
    (door,) = [door for door in visit.doors() if door.view == "entrance.sign_in"]
    for sent_from in (*HEADERS["HTTP_X_FORWARDED_FOR"], *RUBBISH[:9]):
        answers = visit.form(door).answers(door.names) | {"password": b"wrong"}
        envelope = replace(plain(answers), environ={"REMOTE_ADDR": sent_from})
        assert visit.send(door, envelope).status == 422
