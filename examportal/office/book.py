"""What an auditor asks the journal, and what it answers.

A question stands in the address of its page, so that it can be kept and sent on: a person by the id of the record,
never by PESEL or number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from examportal.accounts.staff.queries import names_of
from examportal.accounts.staff.rules import staff_ids
from examportal.core.clock import WARSAW, in_warsaw
from examportal.core.errors import Refusal
from examportal.db import release
from examportal.journal import queries
from examportal.journal.rules import COMMAND, NOBODY, WORKER, Asked, Event, Told
from examportal.office.happenings import ALARMING, details_words, event_words, party_words, result_words
from examportal.profile.unifying.queries import all_records_of
from examportal.web.lists import row_number

ON_A_PAGE = 50
IN_A_WORKBOOK = 50_000
"""More rows than this go into a CSV alone, which is written while it is read."""
_AT_A_TIME = 1000
_NO_STAFF = (WORKER, COMMAND, NOBODY)
COLUMNS = ("Nr wpisu", "Kiedy", "Zdarzenie", "Wynik", "Kto", "Kogo lub czego dotyczy", "Szczegóły", "Kod zdarzenia")


class QuestionUnreadable(Refusal):
    """An address asks for something that no page of ours asks."""


@dataclass(frozen=True)
class Question:
    """What is asked; days are those of Warsaw, both included. `before` is the last entry of the page before."""

    person: int | None = None
    actor: str = ""
    event: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None

    def arguments(self) -> dict[str, Any]:
        """Return the question as it stands in an address."""
        said = {
            "osoba": self.person,
            "kto": self.actor,
            "rodzaj": self.event,
            "od": self.since,
            "do": self.until,
            "przed": self.before,
        }
        return {name: str(value) for name, value in said.items() if value}

    def details(self) -> dict[str, Any]:
        """Return what the journal keeps of a question; the person is the subject of that entry."""
        return {
            "by": self.actor or None,
            "kind": self.event or None,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }

    def asked(self) -> Asked:
        """Return the question as the journal takes it: a person with all records that were joined."""
        return Asked(
            tuple(f"examiner:{one}" for one in all_records_of(self.person)) if self.person else (),
            self.actor or None,
            self.event or None,
            _midnight(self.since) if self.since else None,
            _midnight(self.until + timedelta(days=1)) if self.until else None,
        )


@dataclass(frozen=True)
class Line:
    """An entry in words; `examiner_id` is the person whom it is about, if it is about one.

    One that is `alarming` is drawn so that nobody passes it over.
    """

    told: Told
    event: str
    refused: bool
    alarming: bool
    actor: str
    subject: str
    details: str
    examiner_id: int | None


def read_question(arguments: Mapping[str, str]) -> Question:
    """Return the question of an address; raises QuestionUnreadable."""
    actor, event = arguments.get("kto", ""), arguments.get("rodzaj", "")
    if (event and event not in set(Event)) or (actor and not _is_actor(actor)):
        raise QuestionUnreadable
    return Question(
        _number(arguments.get("osoba", "")),
        actor,
        event,
        _day(arguments.get("od", "")),
        _day(arguments.get("do", "")),
        _number(arguments.get("przed", "")),
    )


def answer(question: Question) -> tuple[list[Line], Question | None]:
    """Return a page of the answer, newest first, and the question for the next one, None when there is no more."""
    told = queries.search_entries(question.asked(), question.before, ON_A_PAGE + 1)
    shown = told[:ON_A_PAGE]
    names = names_of(_staff_in(shown))
    more = replace(question, before=shown[-1].seq) if len(told) > ON_A_PAGE else None
    return [_line(one, names) for one in shown], more


def fits_a_workbook(question: Question) -> bool:
    """Tell whether the whole answer is short enough for a workbook."""
    return not queries.are_more_than(question.asked(), IN_A_WORKBOOK)


def rows(question: Question) -> Iterator[tuple[str, ...]]:
    """Yield the whole answer as the rows of a file, with their headers; nothing is held open between two batches."""
    yield COLUMNS
    asked, before, names = question.asked(), None, dict[int, str]()
    while told := queries.search_entries(asked, before, _AT_A_TIME):
        names |= names_of([one for one in _staff_in(told) if one not in names])
        release()
        yield from (_row(_line(one, names)) for one in told)
        before = told[-1].seq


def actor_choices(staff_names: Mapping[int, str]) -> tuple[tuple[str, str], ...]:
    """Return whom one may ask about, with the words."""
    staff = [(f"staff:{row_id}", name) for row_id, name in staff_names.items()]
    return (*staff, *((str(one), party_words(str(one), {})) for one in _NO_STAFF))


def _line(told: Told, names: Mapping[int, str]) -> Line:
    kind, _, row_id = (told.subject or "").partition(":")
    return Line(
        told,
        event_words(told.event),
        told.result == "refused",
        told.event in ALARMING,
        party_words(told.actor, names),
        party_words(told.subject, names) if told.subject else "",
        details_words(told.details),
        int(row_id) if kind == "examiner" else None,
    )


def _row(line: Line) -> tuple[str, ...]:
    told = line.told
    moment = in_warsaw(told.recorded_at).isoformat(sep=" ", timespec="seconds")
    result = result_words(told.result)
    return (str(told.seq), moment, line.event, result, line.actor, line.subject, line.details, told.event)


def _staff_in(told: list[Told]) -> list[int]:
    return staff_ids(party for one in told for party in (one.actor, one.subject))


def _is_actor(actor: str) -> bool:
    kind, _, row_id = actor.partition(":")
    return actor in map(str, _NO_STAFF) or (kind == "staff" and _number(row_id) is not None)


def _number(text: str) -> int | None:
    if not text:
        return None
    try:
        number = row_number(text)
    except ValueError:
        raise QuestionUnreadable from None
    if not number:
        raise QuestionUnreadable
    return number


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise QuestionUnreadable from None
    if day and not 1900 < day.year < 9999:  # noqa: PLR2004 - where a day has neighbours
        raise QuestionUnreadable
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WARSAW)
