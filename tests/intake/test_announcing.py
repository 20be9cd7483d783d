"""Whoever has an active account is told once of the numbers that an import brought, while that is true."""

from dataclasses import replace

import pytest
from flask import Flask

from examportal.accounts.models import Account, Suspension
from examportal.core import clock
from examportal.db import db, transaction
from examportal.intake import merging, service, undoing
from examportal.intake.announcing import work
from examportal.intake.announcing.models import ImportLetter
from examportal.intake.announcing.service import post_letters
from examportal.intake.uploads.words import providers
from examportal.jobs.models import Job
from examportal.jobs.rules import Verdict
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND
from examportal.mail.models import OutgoingLetter
from examportal.mail.rules import provider_of
from examportal.mail.service import withdraw
from examportal.register import queries as register
from tests.intake.rows import PESELS, csv_of
from tests.intake.test_crashes import file_of
from tests.intake.wizard import Clerk
from tests.letters import posted, text_of

GES = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;;;gg@example.pl;"
MORE = (
    f"{PESELS[0]};1-2;Gęś;Grzegorz;E8P;;;;",
    f"{PESELS[0]};1-3;Gęś;Grzegorz;MBI;01.09.2015;30.06.2020;;",
    f"{PESELS[0]};1-4;Gęś;Grzegorz;MBI;;;;",
    f"{PESELS[1]};1-7;Żak;Ewa;MBI;;;;",
)

pytestmark = pytest.mark.usefixtures("scopes")


def merge(*rows: str) -> int:
    db.session.rollback()
    return merging.merge(file_of(*rows), COMMAND)[1]


def open_account(pesel: str = PESELS[0], email: str = "gg@poczta.fm") -> int:
    person = register.find_by_pesel(pesel)
    assert person is not None
    now = clock.now()
    told = {"email": email, "password_hash": "-", "password_set_at": now, "registered_at": now}
    with transaction():
        db.session.add(Account(examiner_id=person.id, activated_at=now, **told))
    return person.id


def announce(import_id: int) -> None:
    db.session.rollback()
    assert work.announce(import_id).verdict is Verdict.DONE
    db.session.rollback()


def test_one_letter_a_person_names_what_is_in_force(app: Flask) -> None:
    merge(GES)
    examiner_id = open_account()
    db.session.rollback()
    found = service.plan(file_of(GES, *MORE)).consequences
    assert (found.numbers_on_existing_accounts, found.letters, found.letters_by_provider) == (3, 1, {"interia.pl": 1})
    import_id = merge(GES, *MORE)
    assert db.session.query(Job).filter_by(kind="intake.announce_numbers", ref=import_id).count() == 1
    announce(import_id)
    announce(import_id)
    (letter,) = posted("number_added")
    assert (letter.recipient, letter.about) == ("gg@poczta.fm", f"examiner:{examiner_id}")
    assert letter.subject == "Portal egzaminatora: nowe numery na Twoim koncie"
    text = text_of(letter)
    assert "- 1-2: " in text
    assert "- 1-4: " in text
    assert "1-3" not in text
    assert "Nie musisz nic robić" in text


def test_many_people_are_told_some_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PEOPLE", 1)
    merge(GES, MORE[3])
    open_account()
    open_account(PESELS[1], "ewa@gmail.com")
    announce(merge(MORE[0], f"{PESELS[1]};1-8;Żak;Ewa;MBI;;;;"))
    assert sorted(letter.recipient for letter in posted("number_added")) == ["ewa@gmail.com", "gg@poczta.fm"]
    assert {letter.subject for letter in posted("number_added")} == {"Portal egzaminatora: nowy numer na Twoim koncie"}


def test_nobody_is_told_when_the_installation_says_so_or_the_account_is_suspended(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge(GES)
    examiner_id = open_account()
    with transaction():
        db.session.add(
            Suspension(examiner_id=examiner_id, suspended_at=clock.now(), ground="objection", actor="command")
        )
    db.session.rollback()
    assert service.plan(file_of(MORE[0])).consequences.letters == 0
    announce(merge(MORE[0]))
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], number_letters=False))
    import_id = merge(MORE[2])
    assert db.session.query(Job).filter_by(kind="intake.announce_numbers", ref=import_id).count() == 0
    assert posted("number_added") == []


def test_an_undo_withdraws_letters_that_wait(app: Flask) -> None:
    merge(GES)
    open_account()
    import_id = merge(MORE[0])
    announce(import_id)
    undoing.undo(import_id, COMMAND)
    db.session.rollback()
    (letter,) = posted("number_added")
    assert letter.given_up_at is not None
    assert letter.sealed is None
    assert db.session.query(JournalPayload).filter_by(event="letter_withdrawn").count() == 1
    with transaction():
        assert not withdraw(letter.id, COMMAND)


def test_after_an_undo_nothing_is_posted_any_more(app: Flask) -> None:
    merge(GES)
    examiner_id = open_account()
    import_id = merge(MORE[0])
    undoing.undo(import_id, COMMAND)
    announce(import_id)
    with transaction():
        post_letters(import_id, [])
    assert posted("number_added") == []
    assert db.session.query(ImportLetter).filter_by(examiner_id=examiner_id).count() == 0


def test_the_plan_says_how_many_letters_go_where(app: Flask) -> None:
    merge(GES)
    open_account()
    plan = Clerk(app).plan(csv_of(MORE[0]))
    assert "Listy „nowy numer na Twoim koncie”, jeden do każdej osoby: 1 (interia.pl 1)" in plan.text


def test_providers_are_named_the_great_ones_first() -> None:
    assert providers({"other": 1200, "wp.pl": 2, "gmail.com": 2, "o2.pl": 5}) == (
        "o2.pl 5, gmail.com 2, wp.pl 2, inne 1\N{NO-BREAK SPACE}200"
    )


@pytest.mark.parametrize(
    ("address", "provider"),
    [("a@gmail.com", "gmail.com"), ("a@OP.pl", "onet.pl"), ("a@oke.example.pl", "other"), ("a@xgmail.com", "other")],
)
def test_mailboxes_are_told_by_their_provider(address: str, provider: str) -> None:
    assert provider_of(address) == provider


def test_letters_that_went_out_stay_out(app: Flask) -> None:
    merge(GES)
    open_account()
    import_id = merge(MORE[0])
    announce(import_id)
    with transaction():
        letter = db.session.query(OutgoingLetter).filter_by(kind="number_added").one()
        letter.accepted_at, letter.sealed = clock.now(), None
    db.session.rollback()
    undoing.undo(import_id, COMMAND)
    db.session.rollback()
    assert posted("number_added")[0].given_up_at is None
