"""The public page of those who lost the way in: one calm answer for all, and no flood."""

from typing import Any

import pytest
from flask import Flask

from examportal.db import db, transaction
from examportal.journal.rules import NOBODY
from examportal.recovery import queries, service
from examportal.recovery.attachments.models import CaseAttachment
from examportal.recovery.models import RecoveryCase
from examportal.recovery.public.service import find_person
from examportal.throttle.rules import CASE_TELLERS, CASES_ALL, CASES_OF, Limit
from tests.accounts.owners import owner
from tests.browser import Browser
from tests.entrance.test_alike import statements
from tests.onboarding.steps import ANNA
from tests.people import enter
from tests.recovery.attachments.files import MARK, photo_with_gps
from tests.recovery.cases import opened
from tests.recovery.public.telling import LOST, TOLD, ready, tell, too_large
from tests.smtp import run_worker

NOBODYS_PESEL = "50021330853"


def cases() -> list[RecoveryCase]:
    db.session.rollback()
    return db.session.query(RecoveryCase).order_by(RecoveryCase.id).all()


def test_what_was_told_becomes_a_case_with_a_number_and_its_photo(client: Browser) -> None:
    examiner_id = owner()
    page = client.follow(tell(client, (photo_with_gps(), "IMG_2711.JPG"), steps_lost="y"))

    (case,) = cases()
    assert page.heading == "Zgłoszenie przyjęte"
    assert case.number in page.text
    assert case.examiner_id is None
    run_worker(client.app)
    (case,) = cases()
    assert (case.examiner_id, case.kind, case.way, case.state) == (examiner_id, "mailbox_dead", "public", "new")
    told = queries.told_in(case)
    assert (told.claimed, told.name, told.steps_lost) == (ANNA.pesel, "Anna Łoś", True)
    assert (told.new_email, told.phone) == ("nowa.anna@example.pl", "+48602000111")
    assert told.known.emails
    (file,) = db.session.query(CaseAttachment).all()
    assert file.unseal() == {"name": "IMG_2711.jpg"}
    assert MARK.decode() not in str(file.sealed)


def test_no_letter_goes_to_an_address_that_a_stranger_names(client: Browser) -> None:
    enter(ANNA)
    tell(client)
    run_worker(client.app)

    assert db.session.execute(db.text("SELECT count(*) FROM outgoing_letter")).scalar() == 0


def test_the_page_says_which_documents_help_and_what_happens_next(client: Browser) -> None:
    page = client.get(LOST)

    for words in (
        "decyzja o wpisie",
        "KRS, CEIDG albo RSPO",
        "Zasłoń zdjęcie i numer dokumentu",
        "24 godziny",
        "8:00–15:00",
    ):
        assert words in page.text
    for path in ("/", "/haslo", "/pomoc"):
        assert f'href="{LOST}"' in client.get(path).source


def test_errors_keep_what_was_typed_and_say_that_files_have_to_be_chosen_again(client: Browser) -> None:
    page = tell(client, (photo_with_gps(), "a.jpg"), status=422, new_email="anna@", kind="")

    assert set(page.errors()) == {"kind", "new_email", "attachments"}
    assert "jeszcze raz" in page.errors()["attachments"]
    assert page.value("name") == "Anna Łoś"
    assert "Szkoła zamknęła" in page.text
    assert cases() == []


def test_every_answer_that_is_missing_is_asked_for_by_name(client: Browser) -> None:
    page = client.submit(LOST, {}, 422)

    assert set(page.errors()) == {"kind", "claimed", "name", "new_email", "phone"}


def test_without_pesel_the_number_may_stay_empty(client: Browser) -> None:
    tell(client, kind="no_pesel", claimed="")
    run_worker(client.app)

    (case,) = cases()
    assert (case.kind, case.examiner_id) == ("no_pesel", None)


def test_a_file_that_is_refused_opens_no_case_and_costs_no_chance(client: Browser) -> None:
    for _ in range(CASES_OF.allowed + 1):
        page = tell(client, (b"<html>", "dowod.pdf"), status=422)

    assert page.errors()["attachments"].startswith("Ten plik nie jest zdjęciem")
    assert cases() == []
    tell(client)


def test_too_much_at_once_is_answered_in_words(client: Browser) -> None:
    page = too_large(client, LOST)

    assert page.status == 413
    assert "20 MB" in page.errors()["attachments"]


def test_the_number_is_shown_to_whoever_told_and_to_nobody_else(client: Browser) -> None:
    tell(client)

    assert Browser(client.app).get(f"{LOST}/przyjete", 303).location == LOST


@pytest.mark.parametrize("limit", [CASES_OF, CASE_TELLERS, CASES_ALL], ids=lambda limit: limit.kind)
def test_who_tells_too_often_waits(client: Browser, limit: Limit, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CASES_OF", "CASE_TELLERS", "CASES_ALL"):
        few = Limit(name.lower(), 2 if name.lower() == limit.kind else 1000, limit.per)
        monkeypatch.setattr(f"examportal.recovery.public.routes.{name}", few)
    for number in range(2):
        tell(client, claimed=ANNA.pesel if limit is CASES_OF else f"1-{number}")

    page = tell(client, status=429)
    assert page.response.headers["Retry-After"]
    assert "Za dużo prób" in page.errors()[""]
    assert page.value("name") == "Anna Łoś"
    assert len(cases()) == 2


@pytest.fixture
def somebody(request: pytest.FixtureRequest, app: Flask) -> None:
    """Bring Anna into a state."""
    examiner_id = enter(ANNA) if request.param == "unclaimed" else owner()
    if request.param == "open":
        opened(examiner_id)


def seen(client: Browser, claimed: str) -> tuple[Any, ...]:
    """Return what a stranger can see and measure of telling and of the answer."""
    form = ready(client) | TOLD | {"claimed": claimed}
    with statements() as made:
        answer = client.post(LOST, form)
    page = client.follow(answer)
    words = page.text.replace(cases()[-1].number, "")
    return answer.location, sorted(answer.response.headers.keys()), words, len(page.source), tuple(made)


@pytest.mark.parametrize("somebody", ["unclaimed", "active", "open"], indirect=True)
def test_nobody_can_tell_whom_the_register_knows(client: Browser, somebody: None) -> None:
    assert seen(client, ANNA.pesel) == seen(Browser(client.app), NOBODYS_PESEL)


def test_of_somebody_with_an_open_case_the_second_waits_for_a_clerk(client: Browser) -> None:
    first = opened(owner())
    tell(client)
    run_worker(client.app)

    (_, second) = cases()
    assert second.examiner_id is None
    assert queries.find_open(int(cases()[0].examiner_id or 0)).id == first  # type: ignore[union-attr]


def test_a_case_that_has_ended_meanwhile_is_left_alone(client: Browser) -> None:
    owner()
    tell(client)
    (case,) = cases()
    with transaction():
        service.withdraw(case.id, "telefonicznie", NOBODY)
    with transaction():
        find_person(case.id)

    assert cases()[0].examiner_id is None
