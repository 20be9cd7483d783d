"""Reported mistakes as the desk lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examportal.office import people
from examportal.office.people import Card
from examportal.profile.corrections import queries
from examportal.profile.corrections.rules import Outcome, Report

AT_ONCE = 50
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ACCEPTED: "poprawione w ewidencji",
    Outcome.REFUSED: "bez poprawki",
    Outcome.WITHDRAWN: "wycofane przez egzaminatora",
}


@dataclass(frozen=True)
class Line:
    """One report in the list; `card` is None when the record was joined to another one."""

    report: Report
    card: Card | None


def page(after: int) -> tuple[list[Line], int | None]:
    """Return reports that wait, and after which the next page begins; None on the last one."""
    found = queries.open_reports(after, AT_ONCE + 1)
    return _lines(found[:AT_ONCE]), found[AT_ONCE - 1].id if len(found) > AT_ONCE else None


def line_of(report_id: int) -> Line:
    """Return one report; raises ReportUnknown."""
    return _lines([queries.get_report(report_id)])[0]


def _lines(reports: Sequence[Report]) -> list[Line]:
    cards = {card.id: card for card in people.cards([report.examiner_id for report in reports])}
    return [Line(report, cards.get(report.examiner_id)) for report in reports]
