"""What an intake answers: one document for machines, and the clerk's own file with two more columns.

Beside rows of people without PESEL stands the login number that they have in the register: in a third column, which is
there only when the file has such people.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Any, BinaryIO

from examportal.intake import wording
from examportal.intake.columns import ColumnMissing
from examportal.intake.planning import Judged, Plan
from examportal.intake.reader import RegisterFile
from examportal.intake.rules.plans import Consequences, Tally
from examportal.intake.rules.undoing import Group
from examportal.intake.undoing import UndoPlan
from examportal.sheets.reader import FileError, Row
from examportal.sheets.writer import Writer, write_csv

COLUMNS = ("werdykt", "powód")
LOGIN = "login"
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
    for place, (judged, login_number) in enumerate(_with_login_numbers(plan)):
        row = _row(judged) | ({"login_number": login_number} if login_number else {})
        yield (", " if place else "") + _json(row)
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


def _row(judged: Judged) -> dict[str, Any]:
    judgement, changed = judged
    row = {
        "line": judgement.line,
        "verdict": str(judgement.verdict),
        "reason": str(judgement.reason) if judgement.reason else None,
        "repairs": [str(repair) for repair in judgement.repairs],
        "warnings": [str(warning) for warning in judgement.warnings],
        "message": wording.sentence(judgement, changed),
    }
    if changed:
        row["changes"] = [{"field": str(one.told), "old": one.old, "new": one.new} for one in changed]
    return row


def _json(value: Any) -> str:
    return _ENCODER.encode(value)
