"""What the page of conflicts shows: both sides of each, the question, and the choices in words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from examportal.intake.rules.deciding import Place
from examportal.intake.rules.records import Choice, Reason
from examportal.intake.uploads import queries, service
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.rules import CONFLICTS_ON_A_PAGE

_ROWS = (
    ("identity", "PESEL albo dokument"),
    ("last_name", "Nazwisko"),
    ("first_names", "Imiona"),
    ("registry_number", "Numer ewidencyjny"),
    ("scope", "Zakres"),
    ("entered_on", "Data wpisu"),
    ("removed_on", "Data skreślenia"),
)
_TITLES: Mapping[Reason, str] = {
    Reason.NUMBER_CLAIMED_TWICE: "dwie osoby z jednym numerem",
    Reason.NUMBER_OF_ANOTHER_PERSON: "numer innej osoby",
    Reason.PESEL_OF_TWO_PEOPLE: "jeden PESEL albo dokument, dwie osoby",
    Reason.NUMBER_REMOVED_BEFORE: "numer skreślony",
    Reason.SAME_NUMBER_TWICE: "jeden numer, różne dane",
}
_TAKE: Mapping[Reason, str] = {
    Reason.NUMBER_CLAIMED_TWICE: "Numer ma osoba z tego wiersza",
    Reason.NUMBER_OF_ANOTHER_PERSON: "Numer ma osoba z pliku – przenieś go do niej",
    Reason.PESEL_OF_TWO_PEOPLE: "To jest osoba z tego wiersza",
    Reason.NUMBER_REMOVED_BEFORE: "Numer wraca do ewidencji",
    Reason.SAME_NUMBER_TWICE: "Liczy się ten wiersz",
}
_MEANS: Mapping[Reason, str] = {
    Reason.NUMBER_CLAIMED_TWICE: "Numer może mieć tylko jedna osoba. Wiersz drugiej nie wejdzie do ewidencji.",
    Reason.NUMBER_OF_ANOTHER_PERSON: (
        "Gdy wybierzesz plik, numer przejdzie do osoby z pliku, a osoba z ewidencji go straci. Jej dane i inne numery "
        "zostaną."
    ),
    Reason.PESEL_OF_TWO_PEOPLE: (
        "Gdy wybierzesz plik, osoba z tym numerem PESEL albo dokumentem będzie miała w ewidencji nazwisko i imiona z "
        "tego wiersza. Jej numery zostaną."
    ),
    Reason.NUMBER_REMOVED_BEFORE: (
        "Gdy wybierzesz plik, numer wróci do ewidencji z dzisiejszą datą. Skreślenie zostanie w jego historii."
    ),
    Reason.SAME_NUMBER_TWICE: "W pliku ten numer tej osoby ma różne dane. Liczyć się może jeden wiersz.",
}
_GUARDED = (
    "Osoba z ewidencji ma konto w portalu albo je zakłada. Plik nie może tego zmienić, bo straciłaby dostęp albo swoje "
    "dane."
)
_WITH_HISTORY = (
    "Ten numer był kiedyś skreślony i jego historia mówi o osobie z ewidencji, więc plik nie może go przenieść."
)


@dataclass(frozen=True)
class Side:
    """One side of a conflict: whose words they are, and what stands there, in the order of the table."""

    title: str
    cells: Sequence[str]


@dataclass(frozen=True)
class Question:
    """One conflict as it is drawn, with the choices that are offered."""

    name: str
    place: Place
    digest: str
    heading: str
    legend: str
    means: str
    sides: Sequence[Side]
    offered: Sequence[tuple[Choice, str]]
    choice: Choice | None
    is_void: bool

    @property
    def table(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The rows of the table that shows the sides next to each other: label, then a cell of each side."""
        return [(label, [side.cells[at] for side in self.sides]) for at, (_, label) in enumerate(_ROWS)]


@dataclass(frozen=True)
class QuestionPage:
    """Some of the conflicts of an upload."""

    questions: Sequence[Question]
    rows: int
    page: int
    pages: int


def question_page(upload: IntakeUpload, page: int) -> QuestionPage:
    """Return some conflicts of the plan that is shown; a page that is not there is the first one."""
    rows = queries.count_asked(upload)
    pages = max(1, -(-rows // CONFLICTS_ON_A_PAGE))
    page = page if 1 <= page <= pages else 1
    stored = queries.page_of_asked(upload, (page - 1) * CONFLICTS_ON_A_PAGE, CONFLICTS_ON_A_PAGE)
    decided = queries.decisions(upload.id)
    questions = [
        _question(row.line, asked, decided.get(row.line, {}))
        for row, sealed in service.opened_rows(upload, stored)
        for asked in json.loads(sealed)["asked"]
    ]
    return QuestionPage(questions, rows, page, pages)


def _question(line: int, asked: Mapping[str, Any], decided: Mapping[Reason, Any]) -> Question:
    """Return a conflict of a row; what was decided since the plan was made counts before what it was made with."""
    reason = Reason(asked["reason"])
    decision = decided.get(reason)
    holds = decision is not None and decision.digest == asked["digest"] and not asked["is_void"]
    offered = [Choice(choice) for choice in asked["offered"]]
    return Question(
        f"row_{line}_{reason}",
        (line, reason),
        asked["digest"],
        f"Wiersz {line}: {_TITLES[reason]}",
        f"Co jest prawdą w sprawie wiersza {line}?",
        _means(reason, asked, offered),
        _sides(line, asked),
        [(choice, _label(choice, reason)) for choice in offered],
        decision.choice if decision is not None and holds else None,
        asked["is_void"],
    )


def _means(reason: Reason, asked: Mapping[str, Any], offered: Sequence[Choice]) -> str:
    if Choice.TAKE in offered:
        return _MEANS[reason]
    return _GUARDED if asked["is_guarded"] else _WITH_HISTORY


def _label(choice: Choice, reason: Reason) -> str:
    labels = {
        Choice.TAKE: _TAKE[reason],
        Choice.KEEP: "Zostaw tak, jak jest w ewidencji",
        Choice.LEAVE_OUT: "Pomiń ten wiersz – poprawię go w pliku",
    }
    return labels[choice]


def _sides(line: int, asked: Mapping[str, Any]) -> list[Side]:
    sides = [_side(f"W pliku, wiersz {line}", asked["file"])]
    if asked["register"]:
        account = "ma konto albo je zakłada" if asked["register"]["has_account"] else "nie ma konta"
        sides.append(_side(f"W ewidencji ({account})", asked["register"]))
    return sides + [_side(f"W pliku, wiersz {rival['line']}", rival) for rival in asked["rivals"]]


def _side(title: str, told: Mapping[str, Any]) -> Side:
    return Side(title, [told[name] or "–" for name, _ in _ROWS])
