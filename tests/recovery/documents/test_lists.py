"""The lists of documents that help: worded by the office, shown to everybody."""

import pytest
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import db
from examportal.journal.models import JournalPayload
from examportal.recovery.documents.models import DocumentList
from examportal.recovery.documents.rules import DEFAULTS, LONGEST_DOCUMENT, MOST_DOCUMENTS
from tests.browser import Browser
from tests.recovery.cases import clerk
from tests.recovery.public.telling import LOST

LISTS = "/biuro/sprawy/dokumenty"
AS_THEY_ARE = {str(asker): "\r\n".join(documents) for asker, documents in DEFAULTS.items()}
"""As a browser sends them."""


@pytest.fixture
def head(app: Flask) -> Browser:
    return clerk(app, role=Role.ADMINISTRATOR).browser


def test_the_office_words_a_list_and_everybody_reads_it(head: Browser) -> None:
    page = head.submit(LISTS, AS_THEY_ARE | {"person": "legitymacja służbowa\n\n decyzja o wpisie "})

    assert "już je pokazuje" in head.follow(page).text
    shown = Browser(head.app).get(LOST).text
    assert "legitymacja służbowa" in shown
    assert "niedawny rachunek" not in shown
    assert "KRS, CEIDG albo RSPO" in shown
    (line,) = db.session.query(JournalPayload).filter_by(event="document_list_changed")
    assert '"person"' in line.details
    head.submit(LISTS, AS_THEY_ARE | {"person": "decyzja o wpisie"})
    assert [row.documents for row in db.session.query(DocumentList)] == ["decyzja o wpisie"]


def test_what_stays_as_it_is_leaves_no_trace(head: Browser) -> None:
    assert "Nic się nie zmieniło" in head.follow(head.submit(LISTS, AS_THEY_ARE)).text
    assert db.session.query(DocumentList).count() == 0


@pytest.mark.parametrize(
    "typed", ["", " \n ", "a" * (LONGEST_DOCUMENT + 1), "\n".join(["dokument"] * (MOST_DOCUMENTS + 1))]
)
def test_an_empty_or_endless_list_is_refused(head: Browser, typed: str) -> None:
    assert head.submit(LISTS, {"institution": typed}, 422).errors().keys() == {"institution"}


def test_a_clerk_does_not_word_them(app: Flask) -> None:
    assert clerk(app).browser.get(LISTS, 403).status == 403
