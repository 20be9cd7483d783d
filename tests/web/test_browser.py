"""The browser of the tests sees what it promises to see."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from werkzeug.datastructures import Headers

from tests.browser import Browser, Page, check

PAGE = """<!doctype html><html lang="pl"><head><title>Dane – Portal egzaminatora</title></head><body>
<main><h1>Dane</h1><form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="a">A</label><input id="a" name="a"><button>Wyślij</button></form></main>
<footer><a href="/pomoc">Pomoc</a> <a href="/prywatnosc">Prywatność</a>
<a href="/deklaracja-dostepnosci">Deklaracja dostępności</a></footer></body></html>"""


def page(source: str, **headers: str) -> Page:
    """Return an answer with this source."""
    sent = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"} | headers
    response = SimpleNamespace(
        status_code=200, mimetype="text/html", headers=Headers(list(sent.items())), get_data=source.encode
    )
    return Page("/strona", cast("Any", response))


def test_a_right_page_passes() -> None:
    check(page(PAGE))
    assert page(PAGE).errors() == {}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('lang="pl"', 'lang="en"'),
        ("<h1>Dane</h1>", ""),
        ("<h1>Dane</h1>", "<h1>Dane</h1><h1>Więcej</h1>"),
        ("<h1>Dane</h1>", "<h1>Inne</h1>"),
        ("<title>Dane", "<title>Dane 44051401359"),
        ("<button>", '<a href="/osoby/44051401359">x</a><button>'),
        ('action=""', ""),
        ('value="x"', 'value=""'),
        ('method="post"', ""),
        ('<label for="a">A</label>', ""),
        ('<label for="a">A</label>', '<label for="a"></label>'),
        ('<label for="a">A</label>', '<label for="a">A</label><label for="b">B</label>'),
        ('id="a" name="a"', 'id="a" name="a" type="password" value="tajne"'),
        ('id="a" name="a"', 'id="a" name="a" style="color:red"'),
        ('id="a" name="a"', 'id="a" name="a" onclick="x()"'),
        ('id="a" name="a"', 'id="a" name="a" aria-describedby="nothing"'),
        ("<main>", "<main><style>a{}</style>"),
        ("<main>", "<main><script>x()</script>"),
        ("<main>", '<main id="a">'),
        ("<main>", '<main><div class="error-summary"><ul><li><a href="#a">Źle</a></li></ul></div>'),
        ("Wyślij", ""),
        ('<a href="/pomoc">Pomoc</a>', ""),
        ("footer>", "div>"),
        ("</form>", ""),
        ("</form>", "</div></form>"),
    ],
)
def test_a_broken_rule_is_seen(right: str, wrong: str) -> None:
    source = PAGE.replace('<form method="post">', '<form method="post" action="">') if "action" in right else PAGE
    broken = source.replace(right, wrong) if "action" not in right else source.replace("Dane –", "Coś –")
    assert broken != source
    with pytest.raises(AssertionError):
        check(page(broken))


@pytest.mark.parametrize("headers", [{"Cache-Control": "public"}, {"Content-Security-Policy": "default-src *"}])
def test_a_missing_header_is_seen(headers: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        check(page(PAGE, **headers))


@pytest.mark.parametrize(
    ("url", "told"),
    [("/porzucone", "never saved"), ("/poza-drzwiami", "outside transaction"), ("/awaria/x", "kanarek")],
)
def test_what_goes_wrong_behind_a_page_is_seen(visitor: Browser, url: str, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        visitor.get(url)


def test_another_status_than_said_is_seen(visitor: Browser) -> None:
    with pytest.raises(AssertionError, match="answered 404, not 200: Nie ma takiej strony"):
        visitor.get("/nie-ma")
    with pytest.raises(AssertionError, match="no control nickname"):
        visitor.submit("/proba", {"nickname": "x"})
    with pytest.raises(AssertionError, match="no form with the button"):
        visitor.submit("/proba", button="Usuń")
    with pytest.raises(AssertionError, match="answered 200, not 303"):
        visitor._open("/healthz", 303, method="GET")
