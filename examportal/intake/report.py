"""What an intake answers: one document for machines, and the clerk's own file with two more columns."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from examportal.intake import wording
from examportal.intake.columns import ColumnMissing
from examportal.intake.planning import Judged, Plan
from examportal.intake.reader import RegisterFile
from examportal.intake.rules.plans import Consequences, Tally
from examportal.sheets.reader import FileError
from examportal.sheets.writer import write_csv

COLUMNS = ("werdykt", "powód")


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
    for place, judged in enumerate(plan.judgements()):
        yield (", " if place else "") + _json(_row(judged))
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


def annotated_file(file: RegisterFile, plan: Plan) -> Iterator[bytes]:
    """Stream the clerk's own file as CSV with the verdict and its reason behind every row, on the same lines."""
    return write_csv(_annotated(file, plan.judgements()))


def _annotated(file: RegisterFile, judgements: Iterator[Judged]) -> Iterable[list[str]]:
    """Put rows and verdicts side by side: both come in the order of the file."""
    width = max(len(row.cells) for row in file.rows())
    line = 0
    for row in file.rows():
        yield from _blank(row.line - line - 1)
        line = row.line
        padded = [*row.cells, *[""] * (width - len(row.cells))]
        if line > file.columns.line:
            judged = next(judgements)
            padded += [wording.VERDICTS[judged[0].verdict], wording.sentence(*judged)]
        elif line == file.columns.line:
            padded += COLUMNS
        yield padded


def _blank(lines: int) -> Iterator[list[str]]:
    for _ in range(lines):
        yield []


def _consequences(found: Consequences) -> dict[str, Any]:
    # A merge posts no letters.
    return asdict(found) | {"letters": 0, "letters_by_provider": {}}


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
    return json.dumps(value, ensure_ascii=False)
