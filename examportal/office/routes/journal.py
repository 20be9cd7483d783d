"""The journal: what happened, who did it; files of it, and whether its chain holds. For auditors."""

from flask import Blueprint, abort, flash, redirect, request, url_for

from examportal.accounts.staff import presence, queries
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.config import settings
from examportal.core import clock
from examportal.db import transaction
from examportal.journal import checks
from examportal.journal import queries as journal_queries
from examportal.journal.rules import Actor, Event
from examportal.journal.service import record
from examportal.journal.wording import FAULTS
from examportal.office import book, people
from examportal.office.book import IN_A_WORKBOOK, Question, QuestionUnreadable
from examportal.office.journal_forms import JournalForm
from examportal.office.routes import Page
from examportal.web.downloads import KIND, hand_out
from examportal.web.forms import PRESSED_TOO_LATE, PortalForm, form_page, form_was_sent
from examportal.web.guard import staff_only

blueprint = Blueprint("journal", __name__)


@blueprint.route("/biuro/dziennik", methods=["GET", "POST"])
@staff_only(Permission.READ_JOURNAL)
def entries() -> Page:
    """Show what happened; POST reads what is asked for and leads to its page."""
    question = _question()
    names = {one.member.id: one.member.name for one in queries.all_colleagues(clock.now())}
    form = JournalForm.of(question, names, sent=form_was_sent())
    if form.validate_on_submit():
        person = _person(form)
        if not form.problems:
            return redirect(url_for("journal.entries", **form.question(person).arguments()), 303)
    return _page(form, question)


@blueprint.post(f"/biuro/dziennik/wpisy.{KIND}")
@staff_only(Permission.READ_JOURNAL)
def export(kind: str) -> Page:
    """Hand out everything that is asked for as a file."""
    question = _question()
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return _back(question)
    if kind == "xlsx" and not book.fits_a_workbook(question):
        flash(
            f"Skoroszyt mieści {IN_A_WORKBOOK} wpisów, a tu jest ich więcej. Zawęź pytanie albo pobierz CSV.", "warning"
        )
        return _back(question)
    subject = f"examiner:{question.person}" if question.person else None
    with transaction():
        record(Event.JOURNAL_EXPORTED, _me(), subject=subject, format=kind, **question.details())
    return hand_out(lambda write: write(book.rows(question)), "dziennik", kind)


@blueprint.post("/biuro/dziennik/sprawdzenie")
@staff_only(Permission.READ_JOURNAL)
def check() -> Page:
    """Have the worker verify the chain."""
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return _back(Question())
    with transaction():
        checks.ask(_me())
    flash("Sprawdzanie zlecone. Wynik pojawi się na tej stronie: odśwież ją za chwilę.", "success")
    return _back(Question())


def _page(form: JournalForm, question: Question) -> Page:
    lines, more = book.answer(question)
    return form_page(
        "office/journal.html",
        form,
        lines=lines,
        question=question,
        more=more,
        anybody=Question(None, question.actor, question.event, question.since, question.until),
        running=journal_queries.find_open_check(),
        last=journal_queries.find_last_check(),
        faults=FAULTS,
        days=settings().journal_days,
        may_see_people=presence.present().may(Permission.SEE_PEOPLE),
    )


def _person(form: JournalForm) -> int | None:
    """Return whose entries are asked for: whom somebody typed, or who was chosen before."""
    if not form.text("person"):
        try:
            return book.read_question({"osoba": form.text("kept")}).person
        except QuestionUnreadable:
            return None
    found = people.search_exactly(form.text("person"))
    if found is None:
        form.refuse(
            "W ewidencji nie ma nikogo z takim numerem PESEL, numerem ewidencyjnym ani loginem. Sprawdź, czy nie ma "
            "literówki.",
            "person",
        )
    return found


def _question() -> Question:
    try:
        return book.read_question(request.args)
    except QuestionUnreadable:
        abort(404)


def _back(question: Question) -> Page:
    return redirect(url_for("journal.entries", **question.arguments()), 303)


def _me() -> Actor:
    return staff_actor(presence.present().member_id)
