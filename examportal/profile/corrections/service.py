"""Reporting a mistake in the register, and answering the report. The register itself is changed by its own services."""

from dataclasses import replace

from examportal.accounts import queries as keys
from examportal.accounts.service import examiner_actor, record_for
from examportal.core import clock
from examportal.core import pesel as pesels
from examportal.db import db
from examportal.journal.rules import Actor, Event
from examportal.mail.service import post
from examportal.profile.corrections import letters, queries
from examportal.profile.corrections.models import CorrectionReport
from examportal.profile.corrections.rules import (
    About,
    AlreadyClosed,
    AlreadyReported,
    ChangeDoesNotAnswer,
    NotToReport,
    Outcome,
    Report,
    Topic,
    check_answer,
)
from examportal.register import queries as register
from examportal.register.entries.queries import get_record
from examportal.web.filters import day


def present_of(examiner_id: int, about: About) -> str:
    """Return what the register says of a field, masked as on screens; raises NotToReport."""
    found = get_record(examiner_id)
    personal = found.person.personal
    if about.qualification_id:
        number = found.number(about.qualification_id)
        if number is None:
            raise NotToReport
        since = f", wpis {day(number.entry.entered_on)}" if number.entry.entered_on else ""
        return f"{number.entry.registry_number}, {number.scope_label} ({number.entry.scope_code}){since}"
    match about.topic:
        case Topic.PESEL:
            return pesels.mask(personal.pesel) if personal.pesel else "brak"
        case Topic.BIRTH_DATE:
            return day(personal.birth_date) if personal.birth_date else "brak"
        case Topic.DOCUMENT:
            return personal.document.masked if personal.document else "brak"
    return ", ".join(one.entry.registry_number for one in found.numbers) or "brak"


def report(examiner_id: int, about: About, proposed: str, reason: str) -> int:
    """Report a mistake and return the id of the report; raises NotToReport or AlreadyReported."""
    register.get_for_change(examiner_id)
    present = present_of(examiner_id, about)
    if queries.is_open(examiner_id, str(about)):
        raise AlreadyReported
    row = CorrectionReport(examiner_id=examiner_id, field=str(about), reported_at=clock.now())
    row.seal(Report(0, examiner_id, about, row.reported_at, present, proposed, reason).to_document())
    db.session.add(row)
    db.session.flush()
    _record(Event.CORRECTION_REPORTED, row, examiner_actor(examiner_id))
    return row.id


def withdraw(report_id: int, examiner_id: int) -> None:
    """Take an own report back; raises ReportUnknown or AlreadyClosed."""
    row = _open_row(report_id)
    if row.examiner_id != examiner_id:
        raise queries.ReportUnknown
    _close(row, Outcome.WITHDRAWN, examiner_actor(examiner_id), "")
    _record(Event.CORRECTION_WITHDRAWN, row, examiner_actor(examiner_id))


def accept(report_id: int, change_id: int, actor: Actor) -> None:
    """Say that the register was changed as a report asked, by this very change; the person is told by letter.

    Raises ReportUnknown, AlreadyClosed or ChangeDoesNotAnswer.
    """
    row = _open_row(report_id)
    change = queries.find_change(change_id)
    if change is None:
        raise ChangeDoesNotAnswer
    check_answer(queries.opened(row), change.examiner_id, change.event, change.made_at)
    row.change_id = change.id
    _close(row, Outcome.ACCEPTED, actor, "")
    _record(Event.CORRECTION_ACCEPTED, row, actor)
    _tell(row, actor)


def refuse(report_id: int, answer: str, actor: Actor) -> None:
    """Say why the register stays as it is; the person is told by letter. Raises ReportUnknown or AlreadyClosed."""
    row = _open_row(report_id)
    _close(row, Outcome.REFUSED, actor, answer)
    _record(Event.CORRECTION_REFUSED, row, actor)
    _tell(row, actor)


def _open_row(report_id: int) -> CorrectionReport:
    row = queries.get_row_for_change(report_id)
    if row.closed_at is not None:
        raise AlreadyClosed
    return row


def _close(row: CorrectionReport, outcome: Outcome, actor: Actor, answer: str) -> None:
    row.seal(replace(queries.opened(row), answer=answer).to_document())
    row.closed_at, row.closed_by, row.outcome = clock.now(), str(actor), str(outcome)


def _record(event: Event, row: CorrectionReport, actor: Actor) -> None:
    record_for(event, row.examiner_id, actor, report=row.id, about=row.field)


def _tell(row: CorrectionReport, actor: Actor) -> None:
    address = keys.addresses_to_tell([row.examiner_id]).get(row.examiner_id)
    if address is not None:
        letter = letters.correction_answered(address, register.person_name(row.examiner_id))
        post(letter, actor=actor, about=str(examiner_actor(row.examiner_id)))
