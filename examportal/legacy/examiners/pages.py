"""What the pages and files of the old service's examiners show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from examportal.accounts.staff.queries import names_of
from examportal.legacy.examiners import queries, words
from examportal.legacy.examiners.models import OldExaminerFile, OldExaminerRow
from examportal.legacy.examiners.rules import Note, Outcome, Step, StopReason, step_of
from examportal.mail.pacing.rules import Answers
from examportal.register import queries as register
from examportal.sheets.writer import Writer
from examportal.web.lists import Heading

ROWS_ON_A_PAGE = 50
_BY_COMMAND = "polecenie na serwerze"
_HEADERS = (
    "Wiersz", "PESEL", "Numer ewidencyjny", "E-mail", "Ostatnie logowanie", "Osoba w ewidencji", "Wynik", "Dlaczego",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row as it is shown; what it held is empty once it was forgotten."""

    line: int
    pesel: str
    registry_number: str
    email: str
    last_sign_in: date | None
    examiner_id: int | None
    name: str
    outcome: Outcome
    heading: str
    message: str


@dataclass(frozen=True)
class Summary:
    """A file in the list of files."""

    file: OldExaminerFile
    name: str
    by: str
    step: Step


@dataclass(frozen=True)
class Shown:
    """A file as its page shows it, with one part of its rows."""

    file: OldExaminerFile
    name: str
    by: str
    step: Step
    headings: Sequence[Heading]
    lines: Sequence[Line]
    page: int
    pages: int
    invited: int
    written: int
    answers: Answers

    @property
    def heading(self) -> Heading:
        """Under what the rows shown stand."""
        return next(one for one in self.headings if one.is_here)

    @property
    def waiting(self) -> int:
        """How many people are still to be invited."""
        return self.invited - self.written

    @property
    def on_the_way(self) -> int:
        """How many letters no server has answered for good yet."""
        return max(self.written - self.answers.accepted - self.answers.unreached, 0)

    @property
    def stopped_because(self) -> str:
        """Why the invitations were stopped, in a sentence."""
        return words.STOPS[StopReason(self.file.stop_reason)] if self.file.stop_reason else ""


def all_files() -> list[Summary]:
    """Return every file that was read, the newest first."""
    files = queries.all_files()
    names = names_of([file.member_id for file in files if file.member_id is not None])
    return [
        Summary(file, name_of(file), names.get(file.member_id or 0, _BY_COMMAND), step_of(queries.facts(file)))
        for file in files
    ]


def show(file_id: int, under: str | None, page: int) -> Shown:
    """Return a file with a part of its rows; a heading or page that is not there is the first. Raises FileUnknown."""
    file = queries.get(file_id)
    headings, counted = _headings(file, under), queries.counts(file_id)
    here = next(one for one in headings if one.is_here)
    pages = max(1, -(-here.count // ROWS_ON_A_PAGE))
    page = page if 1 <= page <= pages else 1
    rows = queries.page_of_rows(file_id, here.name, (page - 1) * ROWS_ON_A_PAGE, ROWS_ON_A_PAGE)
    by = names_of([file.member_id]) if file.member_id is not None else {}
    return Shown(
        file=file,
        name=name_of(file),
        by=by.get(file.member_id or 0, _BY_COMMAND),
        step=step_of(queries.facts(file)),
        headings=headings,
        lines=_lines(rows),
        page=page,
        pages=pages,
        invited=counted.get(Outcome.INVITED, 0),
        written=queries.count_written(file_id),
        answers=queries.answers(file_id, file.read_at),
    )


def listed(file_id: int, write: Writer) -> Iterator[bytes]:
    """Yield every row of a file with what becomes of it, as a file to take away."""
    return write(_rows(file_id))


def name_of(file: OldExaminerFile) -> str:
    """Return the name of a file."""
    return str(file.unseal().get("name", ""))


def _headings(file: OldExaminerFile, under: str | None) -> list[Heading]:
    counted, notes = queries.counts(file.id), queries.count_notes(file.id)
    told = [(str(one), words.OUTCOMES[one], counted[one]) for one in words.OUTCOMES if counted.get(one)]
    told += [(str(one), words.NOTES[one], notes[one]) for one in words.NOTES if notes.get(one)]
    chosen = under if under in {name for name, *_ in told} else None
    everything = Heading(None, "wszystkie", file.rows, chosen is None)
    return [everything, *(Heading(name, label, count, name == chosen) for name, label, count in told)]


def _lines(rows: Sequence[OldExaminerRow]) -> list[Line]:
    people = register.known_by_id([row.examiner_id for row in rows if row.examiner_id is not None])
    lines = []
    for row in rows:
        told, person = row.unseal(), people.get(row.examiner_id or 0)
        outcome, note = Outcome(row.outcome), Note(row.note) if row.note else None
        day = told.get("last_sign_in")
        lines.append(
            Line(
                line=row.line,
                pesel=told.get("pesel", ""),
                registry_number=told.get("number", ""),
                email=told.get("email", ""),
                last_sign_in=date.fromisoformat(day) if day else None,
                examiner_id=person.examiner_id if person else None,
                name=f"{person.person.last_name} {person.person.first_names}" if person else "",
                outcome=outcome,
                heading=words.OUTCOMES[outcome],
                message=words.sentence(outcome, note),
            )
        )
    return lines


def _rows(file_id: int) -> Iterator[Sequence[str]]:
    yield _HEADERS
    for some in queries.batches(file_id):
        for one in _lines(some):
            day = one.last_sign_in.isoformat() if one.last_sign_in else ""
            told = (str(one.line), one.pesel, one.registry_number, one.email, day)
            yield (*told, one.name, one.heading, one.message)
