"""Every select on reported mistakes."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from examportal.db import db
from examportal.profile.corrections.models import CorrectionReport
from examportal.profile.corrections.rules import ANSWERED_BY, Outcome, Report, read_about
from examportal.register.entries.models import EntryChange


class ReportUnknown(LookupError):  # noqa: N818 - the name of the finding
    """There is no such report, or it is somebody else's."""


def own_reports(examiner_id: int, limit: int) -> list[Report]:
    """Return a person's last reports, the last first."""
    own = select(CorrectionReport).where(CorrectionReport.examiner_id == examiner_id)
    return _opened(own.order_by(CorrectionReport.id.desc()).limit(limit))


def open_reports(after: int, limit: int) -> list[Report]:
    """Return reports that wait, the one that has waited longest first, behind `after`."""
    waiting = select(CorrectionReport).where(CorrectionReport.closed_at.is_(None), CorrectionReport.id > after)
    return _opened(waiting.order_by(CorrectionReport.id).limit(limit))


def get_report(report_id: int) -> Report:
    """Return one report; raises ReportUnknown."""
    row = db.session.get(CorrectionReport, report_id)
    if row is None:
        raise ReportUnknown
    return opened(row)


def get_row_for_change(report_id: int) -> CorrectionReport:
    """Return the row locked, as it is behind the lock; raises ReportUnknown."""
    query = select(CorrectionReport).where(CorrectionReport.id == report_id).with_for_update()
    row = db.session.scalar(query, execution_options={"populate_existing": True})
    if row is None:
        raise ReportUnknown
    return row


def is_open(examiner_id: int, about: str) -> bool:
    """Tell whether a report about this field waits."""
    same = CorrectionReport.examiner_id == examiner_id, CorrectionReport.field == about
    return db.session.scalar(select(CorrectionReport.id).where(*same, CorrectionReport.closed_at.is_(None))) is not None


def answers_to(report: Report) -> Sequence[EntryChange]:
    """Return the changes made since a report that can be what it asked for, the last first."""
    kinds = [str(event) for event in ANSWERED_BY[report.about.topic]]
    of_person = EntryChange.examiner_id == report.examiner_id, EntryChange.made_at >= report.reported_at
    query = select(EntryChange).where(*of_person, EntryChange.event.in_(kinds))
    return db.session.scalars(query.order_by(EntryChange.id.desc()).limit(20)).all()


def find_change(change_id: int) -> EntryChange | None:
    """Find a change of the register by hand."""
    return db.session.get(EntryChange, change_id)


def opened(row: CorrectionReport) -> Report:
    """Return a row with what is sealed in it."""
    outcome = Outcome(row.outcome) if row.outcome else None
    about, told = read_about(row.field), row.unseal()
    return Report(
        row.id, row.examiner_id, about, row.reported_at, **told, outcome=outcome, closed_at=row.closed_at,
        change_id=row.change_id,
    )  # fmt: skip


def _opened(query: Select[CorrectionReport]) -> list[Report]:
    return [opened(row) for row in db.session.scalars(query)]
