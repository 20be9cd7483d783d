"""Reported mistakes as the desk lists them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examportal.intake.cells import MAX_NUMBER
from examportal.office import people
from examportal.office.people import Listed
from examportal.profile.corrections import queries
from examportal.profile.corrections.queries import ReportUnknown
from examportal.profile.corrections.rules import Outcome, Report, Topic

AT_ONCE = 50
_ID = re.compile(r"[1-9][0-9]{0,8}")
_ASKED_FOR: Mapping[Topic, str] = {Topic.PESEL: "pesel", Topic.NUMBER_MISSING: "registry_number"}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ACCEPTED: "poprawione w ewidencji",
    Outcome.REFUSED: "bez poprawki",
    Outcome.WITHDRAWN: "wycofane przez egzaminatora",
}


@dataclass(frozen=True)
class Line:
    """One report in the list; `person` is None when the record was joined to another one."""

    report: Report
    person: Listed | None


def page(after: int) -> tuple[list[Line], int | None]:
    """Return reports that wait, and after which the next page begins; None on the last one."""
    found = queries.open_reports(after, AT_ONCE + 1)
    return _lines(found[:AT_ONCE]), found[AT_ONCE - 1].id if len(found) > AT_ONCE else None


def line_of(report_id: int) -> Line:
    """Return one report; raises ReportUnknown."""
    return _lines([queries.get_report(report_id)])[0]


def find_asked(examiner_id: int, told: str) -> Report | None:
    """Find the report of a person that waits and by which a change of the register was opened; `told` is its id."""
    if not _ID.fullmatch(told):
        return None
    try:
        report = queries.get_report(int(told))
    except ReportUnknown:
        return None
    return report if report.examiner_id == examiner_id and report.closed_at is None else None


def asked_for(report: Report) -> Mapping[str, str]:
    """Return what a report asks for as far as a form has a question of it: name of the field → answer."""
    name = _ASKED_FOR.get(report.about.topic)
    return {name: report.proposed} if name and len(report.proposed) <= MAX_NUMBER else {}


def _lines(reports: Sequence[Report]) -> list[Line]:
    listed = {one.id: one for one in people.listed([report.examiner_id for report in reports])}
    return [Line(report, listed.get(report.examiner_id)) for report in reports]
