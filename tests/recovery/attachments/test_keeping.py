"""Files in a case: sealed, handed out to the office with a line in the journal, deleted after the decision."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from examportal.core import clock
from examportal.core.sealed import SealBroken
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import NOBODY
from examportal.recovery import service as cases
from examportal.recovery.attachments import service
from examportal.recovery.attachments.models import CaseAttachment, CaseAttachmentPart
from examportal.recovery.attachments.queries import AttachmentUnknown
from examportal.recovery.attachments.rules import MOST_OF_A_CASE, PART_BYTES, NoRoom
from examportal.recovery.attachments.work import delete_old
from examportal.recovery.queries import get_case
from tests.accounts.owners import owner, sign_in
from tests.browser import Browser, Page
from tests.recovery.attachments.files import MARK, paper, photo_with_gps
from tests.recovery.attachments.keeping import CONTENT, file_of, kept, rows
from tests.recovery.cases import STRANGER, clerk, opened
from tests.recovery.public.telling import chosen, too_large


def lines(event: str) -> list[tuple[str | None, str]]:
    db.session.rollback()
    found = db.session.query(JournalPayload).filter_by(event=event).order_by(JournalPayload.seq)
    return [(line.subject, line.details) for line in found]


def files_of(case_id: int) -> str:
    return f"/biuro/sprawy/{case_id}/zalaczniki"


@dataclass
class Desk:
    """A clerk at the files of a case."""

    browser: Browser
    case_id: int

    def add(self, *files: tuple[bytes, str], status: int = 303) -> Page:
        page = self.browser.get(files_of(self.case_id))
        token = page.form("Dodaj").all("input", name="csrf_token")[0].attrs["value"]
        return self.browser.post(page.url, chosen(*files) | {"csrf_token": token}, status)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(clerk(app).browser, opened(owner()))


def test_a_file_lies_sealed_in_parts_and_comes_out_as_it_was(app: Flask) -> None:
    case_id = opened(owner())
    (attachment_id,) = kept(case_id)

    parts = db.session.query(CaseAttachmentPart).all()
    assert len(parts) == -(-len(CONTENT) // PART_BYTES)
    (row,) = rows()
    assert "Dowód" not in f"{row.sealed}"
    assert row.unseal() == {"name": "Dowód.jpg"}
    with transaction():
        assert service.take_out(case_id, attachment_id, NOBODY)[1] == CONTENT


def test_parts_cannot_be_exchanged(app: Flask) -> None:
    case_id = opened(owner())
    (attachment_id,) = kept(case_id)
    with transaction():
        db.session.execute(text("UPDATE recovery_attachment_part SET place = 99 - place"))

    with pytest.raises(SealBroken), transaction():
        service.take_out(case_id, attachment_id, NOBODY)


def test_a_case_takes_so_many_files_and_no_more(app: Flask) -> None:
    case_id = opened(owner())
    small = file_of(b"\xff\xd8\xff")
    kept(case_id, *[file_of(b"\xff\xd8\xff") for _ in range(MOST_OF_A_CASE)])

    with pytest.raises(NoRoom), transaction():
        service.add(case_id, [small], NOBODY)


def test_the_database_forgets_the_name_of_what_is_deleted(app: Flask) -> None:
    kept(opened(owner()))

    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(CaseAttachment).values(deleted_at=clock.now()))


def test_the_office_adds_files_and_takes_one_away(desk: Desk) -> None:
    page = desk.browser.follow(desk.add((photo_with_gps(), "Dowód.JPG"), (paper(pages=2), "../pismo.pdf.exe")))

    assert "Dowód.jpg" in page.text
    assert "PDF, stron: 2" in page.text
    case = desk.browser.get(f"/biuro/sprawy/{desk.case_id}")
    assert "pismo.pdf" in case.text
    taken = desk.browser.submit(case, button="Pobierz plik 1", status=200).response
    (photo, _) = rows()
    assert taken.mimetype == "image/jpeg"
    assert taken.headers["Content-Disposition"] == f'attachment; filename="zalacznik-{photo.id}.jpg"'
    assert taken.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert taken.headers["Cache-Control"] == "no-store"
    assert MARK not in taken.get_data()
    ((subject, details),) = lines("attachment_taken")
    assert subject is not None
    assert subject.startswith("examiner:")
    assert f'"attachment":{photo.id}' in details.replace(" ", "")


def test_the_person_reads_who_took_a_file(app: Flask) -> None:
    anna = owner()
    case_id = opened(anna)
    kept(case_id)
    browser = clerk(app).browser
    browser.submit(f"/biuro/sprawy/{case_id}", button="Pobierz plik 1", status=200)

    history = sign_in(Browser(app), anna).get("/konto/historia").text
    assert "pobranie pliku ze sprawy o odzyskanie dostępu" in history


def test_a_file_that_is_refused_is_named_and_the_others_are_not_kept(desk: Desk) -> None:
    page = desk.add((photo_with_gps(), "a.jpg"), (b"<html>", "b.pdf"), status=422)

    assert page.errors()["attachments"].startswith("Plik „b.pdf” nie jest zdjęciem")
    assert rows() == []


def test_nothing_chosen_and_a_case_that_is_full_are_said(desk: Desk) -> None:
    assert desk.browser.submit(files_of(desk.case_id), {}, 422, button="Dodaj").errors() == {
        "attachments": "Wybierz plik."
    }
    kept(desk.case_id, *[file_of(b"\xff\xd8\xff") for _ in range(MOST_OF_A_CASE)])
    assert "najwyżej 20 plików" in desk.add((photo_with_gps(), "a.jpg"), status=422).errors()[""]


def test_an_ended_case_and_an_own_one_take_no_files(desk: Desk) -> None:
    page = desk.browser.get(files_of(desk.case_id))
    token = {"csrf_token": page.form("Dodaj").all("input", name="csrf_token")[0].attrs["value"]}
    with transaction():
        own = cases.open_case(replace(STRANGER, new_email="olga@example.pl"), NOBODY).id
    a_photo = (photo_with_gps(), "a.jpg")
    assert "Twoim adresem" in desk.browser.post(files_of(own), chosen(a_photo) | token, 422).errors()[""]
    end(desk.case_id)
    assert "zakończona" in desk.browser.post(files_of(desk.case_id), chosen(a_photo) | token, 422).errors()[""]
    assert "Dodaj" not in desk.browser.get(files_of(desk.case_id)).text
    assert rows() == []


def test_a_request_that_is_too_large_is_answered_in_words(desk: Desk) -> None:
    answer = too_large(desk.browser, files_of(desk.case_id))

    assert answer.status == 413
    assert "20 MB" in answer.errors()["attachments"]


def test_files_of_another_case_and_of_none_are_not_found(desk: Desk) -> None:
    (attachment_id,) = kept(desk.case_id)
    page = desk.browser.get(files_of(desk.case_id))
    token = {"csrf_token": page.form("Pobierz plik 1").all("input", name="csrf_token")[0].attrs["value"]}
    with transaction():
        strange = cases.open_case(STRANGER, NOBODY).id

    for wrong in (f"{files_of(strange)}/{attachment_id}", f"{files_of(99)}/{attachment_id}"):
        desk.browser.post(wrong, token, 404)
    desk.browser.get(files_of(99), 404)
    desk.browser.post(files_of(99), chosen((photo_with_gps(), "a.jpg")) | token, 404)
    assert desk.browser.post(f"{files_of(desk.case_id)}/{attachment_id}").location == files_of(desk.case_id)
    assert lines("attachment_taken") == []


def end(case_id: int) -> None:
    with transaction():
        cases.withdraw(case_id, "już nie trzeba", NOBODY)


def test_files_are_deleted_some_days_after_the_end_with_a_line_that_proves_it(app: Flask) -> None:
    now = clock.now()
    case_id = opened(owner())
    (attachment_id,) = kept(case_id)
    with transaction():
        strange = cases.open_case(STRANGER, NOBODY).id
    kept(strange)
    end(case_id)

    with time_machine.travel(now + timedelta(days=29)):
        delete_old()
    assert [row.deleted_at for row in rows()] == [None, None]
    with time_machine.travel(now + timedelta(days=30, minutes=1)):
        delete_old()
        delete_old()
    of_anna, of_nobody = rows()
    assert of_anna.deleted_at is not None
    assert of_nobody.deleted_at is not None
    assert db.session.query(CaseAttachmentPart).count() == 0
    ((subject, details), (other, _)) = lines("attachments_deleted")
    assert subject is not None
    assert subject.startswith("examiner:")
    assert other == f"case:{strange}"
    assert of_anna.sha256[:16] in details
    assert get_case(case_id).state == "withdrawn"
    with pytest.raises(AttachmentUnknown), transaction():
        service.take_out(case_id, attachment_id, NOBODY)


def test_the_page_of_a_case_tells_that_there_were_files(desk: Desk) -> None:
    kept(desk.case_id)
    end(desk.case_id)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        delete_old()

    page = clerk(desk.browser.app, "ada@example.pl", "Ada Kos").browser.get(f"/biuro/sprawy/{desk.case_id}")
    assert "usunięto" in page.text
    assert "Pobierz plik" not in page.text


def test_files_of_a_case_that_goes_on_stay(app: Flask) -> None:
    kept(opened(owner()))
    with time_machine.travel(clock.now() + timedelta(days=400)):
        delete_old()

    assert [row.deleted_at for row in rows()] == [None]
