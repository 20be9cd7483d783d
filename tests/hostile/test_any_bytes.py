"""Whatever bytes hypothesis finds: in the fields of a form, as a body, as an address, as a cookie."""

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.envelopes import MULTIPART, URLENCODED, Envelope, plain
from tests.hostile.examiners import claimed, stranger
from tests.hostile.sending import send
from tests.hostile.visits import Visit
from tests.storm.scale import times

SEVERAL = settings(
    max_examples=times(8, 400), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
# Text whose bytes are then bent: plain random bytes hardly ever are letters, or nearly letters.
BENT = st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
HEADER = st.text(st.characters(max_codepoint=255), max_size=80)


def test_any_answers_to_the_profile_form(app: Flask) -> None:
    visit = Visit(app, claimed)
    (door,) = [door for door in visit.doors() if door.view == "onboarding.profile_form"]
    tried = []

    @SEVERAL
    @given(st.dictionaries(st.sampled_from(door.names), BENT, min_size=1, max_size=8))
    def answer(odd: dict[str, bytes]) -> None:
        page = visit.send(door, plain(visit.form(door).answers(door.names) | odd))
        tried.append(page.status)

    answer()
    assert set(tried) <= {303, 422}


def test_any_pesel_with_any_number(app: Flask) -> None:
    visit = Visit(app, stranger)
    (door,) = [door for door in visit.doors() if door.view == "entrance.sign_in"]
    tried = []

    @SEVERAL
    @given(BENT, BENT)
    def knock(login: bytes, password: bytes) -> None:
        answers = visit.form(door).answers(door.names) | {"login": login, "password": password}
        tried.append(visit.send(door, plain(answers)).status)

    knock()
    assert set(tried) == {422}


def test_any_body_and_any_header(app: Flask) -> None:
    visit = Visit(app, stranger)
    (door,) = [door for door in visit.doors() if door.view == "entrance.forgotten"]
    tried = []

    @SEVERAL
    @given(st.binary(max_size=300), st.sampled_from([URLENCODED, MULTIPART, "application/json"]) | HEADER)
    def ask(body: bytes, kind: str) -> None:
        tried.append(visit.send(door, Envelope(body, kind)).status)

    ask()
    assert set(tried) <= {400, 422}


def test_any_address_and_any_cookie(app: Flask) -> None:
    tried = []

    @SEVERAL
    @given(st.sampled_from([b"/aktywacja/", b"/haslo/", b"/to-nie-ja/", b"/static/", b"/"]), BENT, HEADER)
    def open_it(start: bytes, rest: bytes, cookie: str) -> None:
        tried.append(send(app, start + rest, HTTP_COOKIE=f"portal={cookie}; device={cookie}").status)

    open_it()
    assert {404} <= set(tried)
