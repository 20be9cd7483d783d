"""Forms: what was typed stays and is cleaned, each mistake has its own words, nothing odd brings a form down."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict

from examportal.core import clock
from examportal.web.forms import NO_COOKIES, NOT_AS_SHOWN, OPEN_TOO_LONG, UNTYPEABLE, PortalForm, kind_of
from tests.browser import Answers, Browser
from tests.web.kitchen import KitchenForm

GOOD: Answers = {
    "surname": "Łoś",
    "email": "los@example.pl",
    "phone": "601 234 567",
    "entered_on": "2020-05-01",
    "new_password": "Długie hasło 12!",
    "country": "PL",
    "employment": "none",
    "notice": True,
}


def read(**answers: str) -> KitchenForm:
    """Return the form with these answers, looked at."""
    form = KitchenForm(formdata=MultiDict(answers))
    form.validate()
    return form


@pytest.fixture
def _request(kitchen_app: Flask) -> Iterator[None]:
    with kitchen_app.test_request_context():
        yield


def test_a_right_form_is_taken_and_says_so(visitor: Browser) -> None:
    page = visitor.follow(visitor.submit("/proba", GOOD))
    assert "Zapisano." in page.text
    assert page.errors() == {}


def test_an_empty_form_names_every_missing_answer_once(visitor: Browser) -> None:
    page = visitor.submit("/proba", status=422)
    assert page.errors() == {
        "surname": "Wpisz nazwisko.",
        "email": "Wpisz adres e-mail.",
        "phone": "Wpisz numer telefonu.",
        "entered_on": "Podaj datę wpisu.",
        "new_password": "Wymyśl hasło.",
        "country": "Wybierz kraj.",
        "employment": "Zaznacz, gdzie pracujesz.",
        "notice": "Zapoznaj się z klauzulą i zaznacz to pole.",
    }
    assert "Popraw formularz: 8 błędów" in page.text
    assert page.title.startswith("Błąd: Formularz próbny")


def test_answers_stay_and_passwords_do_not(visitor: Browser) -> None:
    page = visitor.submit("/proba", {**GOOD, "email": ""}, status=422)
    assert page.errors() == {"email": "Wpisz adres e-mail."}
    assert "Popraw formularz: 1 błąd" in page.text
    assert page.value("surname") == "Łoś"
    assert page.value("country") == "PL"
    assert page.value("employment") == "none"
    assert page.value("new_password") == ""


def test_the_summary_leads_to_the_first_button_of_a_group(visitor: Browser) -> None:
    page = visitor.submit("/proba", {**GOOD, "employment": None}, status=422)
    link = next(node for node in page.tree.all("a") if node.text == "Zaznacz, gdzie pracujesz.")
    assert link.attrs["href"] == "#employment-0"


def test_optional_answers_say_so(visitor: Browser) -> None:
    labels = {node.attrs.get("for"): node.parent for node in visitor.get("/proba").tree.all("label")}
    marked = {name for name, field in labels.items() if field is not None and "(nieobowiązkowe)" in field.text}
    assert marked == {"second_name", "rspo", "floor"}


def test_hints_and_mistakes_are_tied_to_their_control(visitor: Browser) -> None:
    page = visitor.submit("/proba", {**GOOD, "surname": ""}, status=422)
    control = page.tree.all("input", id="surname")[0]
    assert control.attrs["aria-describedby"] == "surname-hint surname-error"
    assert control.attrs["aria-invalid"] == "true"
    assert control.attrs["autocomplete"] == "family-name"
    assert "aria-describedby" not in page.tree.all("input", id="second_name")[0].attrs


def test_what_a_service_refuses_stands_at_the_form_and_at_the_field(visitor: Browser) -> None:
    page = visitor.submit("/proba", {**GOOD, "surname": "Odmowa"}, status=422)
    assert page.errors() == {"": "Nie można teraz zapisać.", "surname": "To nazwisko jest już zajęte."}


@pytest.mark.usefixtures("_request")
def test_text_is_cleaned_and_never_missing() -> None:
    form = read(surname=" \u200bŁoś\u00a0\u00a0Nowak\x00 ")
    assert form.surname.data == "Łoś Nowak"
    assert form.second_name.data == ""
    assert KitchenForm(formdata=None).surname.data == ""


@pytest.mark.usefixtures("_request")
def test_a_file_in_place_of_a_text_is_no_answer() -> None:
    assert KitchenForm(MultiDict([("surname", FileStorage(BytesIO(b"x"), "plik.pdf"))])).text("surname") == ""


@pytest.mark.usefixtures("_request")
def test_a_password_stays_as_typed() -> None:
    assert read(new_password="  Zażółć  gęślą\u00a0jaźń ").new_password.data == "  Zażółć  gęślą\u00a0jaźń "


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize("odd", ["haslo\x00haslo", "haslo\thaslo", "haslo\ud800"])
def test_a_password_that_nobody_can_type_is_refused(odd: str) -> None:
    assert read(new_password=odd).new_password.errors == [UNTYPEABLE]


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize(
    ("field", "length", "words"),
    [
        ("surname", 23, "Wpisz najwyżej 22 znaki."),
        ("workplace", 31, "Wpisz najwyżej 30 znaków."),
        ("second_name", 201, "Wpisz najwyżej 200 znaków."),
        ("new_password", 257, "Wpisz najwyżej 256 znaków."),
    ],
)
def test_every_text_has_a_limit(field: str, length: int, words: str) -> None:
    form = read(**{field: "a" * length, "employment": "school"})
    assert form[field].errors == [words]
    assert read(**{field: "a" * (length - 1), "employment": "school"})[field].errors == []


@pytest.mark.usefixtures("_request")
def test_questions_of_a_group_are_put_only_when_it_is_chosen() -> None:
    asked = read(employment="school", rspo="sto")
    assert asked.workplace.errors == ["Wpisz nazwę szkoły."]
    assert asked.rspo.errors == ["Wpisz liczbę cyframi."]
    skipped = read(employment="none", rspo="sto", workplace="a" * 500)
    assert not skipped.workplace.errors
    assert not skipped.rspo.errors


@pytest.mark.usefixtures("_request")
def test_words_of_the_library_are_polish() -> None:
    form = read(country="XX", employment="spaceship", entered_on="2026-02-30", floor="trzecie")
    assert form.country.errors == ["Wybierz jedną z podanych możliwości."]
    assert form.employment.errors == ["Wybierz jedną z podanych możliwości."]
    assert form.entered_on.errors == [
        "Podaj dzień, miesiąc i rok – na przykład 5 września 1970. Taki dzień musi istnieć."
    ]
    assert form.floor.errors == ["Wpisz liczbę cyframi."]
    assert form.surname.gettext("A text of a later version.") == "Popraw odpowiedź w tym polu."
    assert form.surname.ngettext("one", "many", 2) == "Popraw odpowiedź w tym polu."


@pytest.mark.usefixtures("_request")
def test_an_empty_optional_number_is_no_mistake() -> None:
    form = read(floor="", entered_on="2020-05-01")
    assert not form.floor.data
    assert form.entered_on.data == date(2020, 5, 1)
    assert "floor" not in [problem.target for problem in form.problems]


@pytest.mark.usefixtures("_request")
def test_every_kind_of_field_is_known() -> None:
    kinds = {field.name: kind_of(field) for field in KitchenForm()}
    assert kinds["employment"] == "radio"
    assert kinds["country"] == "select"
    assert kinds["notice"] == "checkbox"
    assert kinds["step"] == "hidden"
    assert kinds["email"] == "email"


def test_a_form_left_open_too_long_comes_back_with_its_answers(visitor: Browser) -> None:
    page = visitor.get("/proba")
    with time_machine.travel(clock.now().timestamp() + 13 * 3600):
        page = visitor.submit(page, GOOD, status=422)
        assert page.errors() == {"": OPEN_TOO_LONG}
        assert page.value("surname") == "Łoś"
        again = visitor.submit(page, {"new_password": "Długie hasło 12!"})
    assert again.location == "/proba"


def test_a_form_without_cookies_says_what_to_switch_on(kitchen_app: Flask) -> None:
    page = Browser(kitchen_app).post("/proba", {**GOOD, "notice": "y"}, 422)
    assert page.errors() == {"": f"{OPEN_TOO_LONG} {NO_COOKIES}"}


def test_a_forged_token_changes_nothing(visitor: Browser) -> None:
    visitor.get("/proba")
    assert visitor.post("/proba", {**GOOD, "csrf_token": "forged"}, 422).errors()[""] == OPEN_TOO_LONG


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"surname": ["jedno", "drugie"], "entered_on": ["2020-01-01", "x"], "notice": ["y", "n"]}},
        {"data": {"surname": "a" * 200_000}},
        {"data": {}},
        {"json": ["not", "a", "form"]},
        {"data": b"{broken", "content_type": "application/json"},
        {"data": b"surname=%ff%fe%00\xff&employment=%00", "content_type": "application/x-www-form-urlencoded"},
        {"data": {"surname": (BytesIO(b"x"), "surname.txt")}},
    ],
)
def test_an_odd_form_is_a_form_with_mistakes(visitor: Browser, body: dict[str, object]) -> None:
    page = visitor._open("/proba", 422, method="POST", **body)
    assert "surname" in page.errors() or "a" * 50 in page.source or page.value("surname")


def test_a_wrong_hidden_field_is_a_mistake_of_the_whole_form(visitor: Browser) -> None:
    page = visitor.submit(visitor.get("/proba"), {**GOOD, "step": "1" * 201}, status=422)
    assert page.errors() == {"": NOT_AS_SHOWN}


@pytest.mark.usefixtures("_request")
def test_the_form_of_a_button_has_only_its_token() -> None:
    assert [field.name for field in PortalForm()] == ["csrf_token"]
