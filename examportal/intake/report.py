"""What an intake answers: one document for machines, and the clerk's own file with two more columns.

Beside rows of people without PESEL stands the login number that they have in the register: in a third column, which is
there only when the file has such people.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from functools import lru_cache
from typing import Any, BinaryIO

from examportal.intake import wording
from examportal.intake.columns import ColumnMissing
from examportal.intake.planning import Judged, Plan, batches
from examportal.intake.reader import RegisterFile
from examportal.intake.rules.differences import Difference
from examportal.intake.rules.plans import Consequences, Tally
from examportal.intake.rules.records import Judgement
from examportal.intake.rules.undoing import Group
from examportal.intake.undoing import UndoPlan
from examportal.sheets.reader import FileError, Row
from examportal.sheets.writer import Writer, write_csv

COLUMNS = ("werdykt", "powód")
LOGIN = "login"
TOGETHER = 1000
"""Rows written in one piece: where output is not buffered each piece is a call of the system."""
ALIKE = 1024
"""Findings remembered as JSON: all rows without a change that have the same verdict, warnings and so on read alike."""
_ENCODER = json.JSONEncoder(ensure_ascii=False)  # made once: json.dumps makes a new one for every row


def document(file: RegisterFile, plan: Plan, import_id: int | None) -> Iterator[str]:
    """Stream the plan as one JSON document, as the contract has it; `import_id` None: nothing was merged."""
    head = {
        "file_error": None,
        "encoding": file.sheet.encoding,
        "delimiter": file.sheet.delimiter,
        "sheet": file.sheet.name,
        "columns": {str(field): header for field, header in file.columns.headers.items()},
        "totals": plan.totals,
        "consequences": _consequences(plan.consequences),
        "import_id": import_id,
    }
    yield _json(head)[:-1] + ', "rows": ['
    between = ""
    for rows in batches(_with_login_numbers(plan), TOGETHER):
        yield between + ", ".join([_row(judged, login_number) for judged, login_number in rows])
        between = ", "
    yield "]}\n"


def refused_document(fault: FileError | ColumnMissing) -> dict[str, Any]:
    """Return the same document for a file that cannot be read at all."""
    return {
        "file_error": {"code": wording.file_code(fault), "message": wording.file_sentence(fault)},
        "encoding": None,
        "delimiter": None,
        "sheet": None,
        "columns": {},
        "totals": Tally().totals,
        "consequences": _consequences(Consequences()),
        "import_id": None,
        "rows": [],
    }


def undo_document(found: UndoPlan, *, undone: bool) -> dict[str, Any]:
    """Return what became of an import that was taken back, or would."""
    return {
        "import_id": found.import_id,
        "undone": undone,
        "totals": {str(group): found.totals[group] for group in Group},
        "rows": [
            {
                "group": str(finding.group),
                "registry_number": finding.registry_number,
                "reason": str(finding.why),
                "message": wording.undo_sentence(finding),
            }
            for finding in found.left
        ],
    }


def write_annotated(out: BinaryIO, file: RegisterFile, plan: Plan, write: Writer = write_csv) -> None:
    """Write the clerk's own file with the verdict and its reason behind every row, on the same lines.

    Raises OSError when there is no room for it.
    """
    width = max(len(row.cells) for row in file.rows())
    with closing(file.rows()) as rows:
        out.writelines(write(_annotated(rows, file.columns.line, width, plan)))


def _with_login_numbers(plan: Plan) -> Iterator[tuple[Judged, str | None]]:
    """Put verdicts and login numbers side by side: both come in the order of the file."""
    login_numbers = plan.login_numbers()
    line, login_number = next(login_numbers, (0, ""))
    for judged in plan.judgements():
        if judged[0].line == line:
            yield judged, login_number
            line, login_number = next(login_numbers, (0, ""))
        else:
            yield judged, None


def _annotated(rows: Iterator[Row], headers: int, width: int, plan: Plan) -> Iterator[list[str]]:
    """Put rows and verdicts side by side: both come in the order of the file."""
    judgements, with_logins = _with_login_numbers(plan), plan.names_people_without_pesel
    line = 0
    for row in rows:
        yield from _blank(row.line - line - 1)
        line = row.line
        padded = [*row.cells, *[""] * (width - len(row.cells))]
        if line > headers:
            judged, login_number = next(judgements)
            padded += [wording.VERDICTS[judged[0].verdict], wording.sentence(*judged)]
            padded += [login_number or ""] * with_logins
        elif line == headers:
            padded += [*COLUMNS, *[LOGIN] * with_logins]
        yield padded


def _blank(lines: int) -> Iterator[list[str]]:
    for _ in range(lines):
        yield []


def _consequences(found: Consequences) -> dict[str, Any]:
    # Numbers move by decisions alone, which only the wizard asks for.
    return {name: value for name, value in asdict(found).items() if name != "moved_numbers"}


def _row(judged: Judged, login_number: str | None) -> str:
    judgement, changed = judged
    told = _told(judgement, changed) if changed else _told_alike(judgement[1:])
    login = f', "login_number": {_json(login_number)}' if login_number else ""
    return f'{{"line": {judgement.line}, {told}{login}}}'


@lru_cache(ALIKE)
def _told_alike(finding: tuple[Any, ...]) -> str:
    """Return what `_told` does for the many rows that differ in nothing but their lines; `finding` lacks the line."""
    return _told(Judgement(0, *finding), ())


def _told(judgement: Judgement, changed: Sequence[Difference]) -> str:
    """Return what is behind the line in the JSON of a row, without the braces."""
    told: dict[str, Any] = {
        "verdict": str(judgement.verdict),
        "reason": str(judgement.reason) if judgement.reason else None,
        "repairs": [str(repair) for repair in judgement.repairs],
        "warnings": [str(warning) for warning in judgement.warnings],
        "message": wording.sentence(judgement, changed),
    }
    if changed:
        told["changes"] = [{"field": str(one.told), "old": one.old, "new": one.new} for one in changed]
    return _json(told)[1:-1]


def _json(value: Any) -> str:
    return _ENCODER.encode(value)
