"""What an intake answers: one document for machines, and the clerk's own file with two more columns."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from examportal.intake import wording
from examportal.intake.columns import ColumnMissing
from examportal.intake.reader import RegisterFile
from examportal.intake.rules.plans import Consequences, Plan, count_verdicts
from examportal.intake.rules.records import Judgement
from examportal.sheets.reader import FileError
from examportal.sheets.writer import write_csv

COLUMNS = ("werdykt", "powód")


def document(file: RegisterFile, plan: Plan, import_id: int | None) -> dict[str, Any]:
    """Return the plan as the contract has it; `import_id` None: nothing was merged."""
    return {
        "file_error": None,
        "encoding": file.sheet.encoding,
        "delimiter": file.sheet.delimiter,
        "sheet": file.sheet.name,
        "columns": {str(field): header for field, header in file.columns.headers.items()},
        "totals": plan.totals,
        "consequences": _consequences(plan.consequences),
        "import_id": import_id,
        "rows": [_row(judgement) for judgement in plan.judgements],
    }


def refused_document(fault: FileError | ColumnMissing) -> dict[str, Any]:
    """Return the same document for a file that cannot be read at all."""
    return {
        "file_error": {"code": wording.file_code(fault), "message": wording.file_sentence(fault)},
        "encoding": None,
        "delimiter": None,
        "sheet": None,
        "columns": {},
        "totals": count_verdicts([]),
        "consequences": _consequences(Consequences()),
        "import_id": None,
        "rows": [],
    }


def annotated_file(file: RegisterFile, plan: Plan) -> bytes:
    """Return the clerk's own file as CSV with the verdict and its reason behind every row, on the same lines."""
    return write_csv(_annotated(file, {judgement.line: judgement for judgement in plan.judgements}))


def _annotated(file: RegisterFile, judgements: dict[int, Judgement]) -> Iterable[list[str]]:
    width = max(len(row.cells) for row in file.rows())
    line = 0
    for row in file.rows():
        yield from _blank(row.line - line - 1)
        line = row.line
        padded = [*row.cells, *[""] * (width - len(row.cells))]
        if judgement := judgements.get(line):
            padded += [wording.VERDICTS[judgement.verdict], wording.sentence(judgement)]
        elif line == file.columns.line:
            padded += COLUMNS
        yield padded


def _blank(lines: int) -> Iterator[list[str]]:
    for _ in range(lines):
        yield []


def _consequences(found: Consequences) -> dict[str, Any]:
    # A merge posts no letters.
    return asdict(found) | {"letters": 0, "letters_by_provider": {}}


def _row(judgement: Judgement) -> dict[str, Any]:
    return {
        "line": judgement.line,
        "verdict": str(judgement.verdict),
        "reason": str(judgement.reason) if judgement.reason else None,
        "repairs": [str(repair) for repair in judgement.repairs],
        "warnings": [str(warning) for warning in judgement.warnings],
        "message": wording.sentence(judgement),
    }
