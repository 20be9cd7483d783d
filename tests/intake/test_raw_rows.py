"""The rows of a merged file: kept sealed for a while, then deleted; the counts stay."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from time_machine import travel

from examportal.app import HANDLERS
from examportal.config import settings
from examportal.core import clock
from examportal.db import db
from examportal.intake import merging, queries, raw_rows, service
from examportal.intake.models import ImportRows
from examportal.jobs.rules import Verdict
from examportal.journal.rules import COMMAND
from examportal.sheets.child import TOGETHER
from tests.intake.crowd import lines, pesel
from tests.intake.rows import HEADERS, PESELS
from tests.intake.test_crashes import die, file_of, staged
from tests.intake.test_merge import NUMBERS
from tests.sheets.workbooks import row, xlsx

pytestmark = pytest.mark.usefixtures("scopes")


def blocks() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ImportRows)) or 0


def test_rows_are_kept_sealed_and_come_back_as_they_stood(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_rows, "BLOCKS", 1)
    rows = list(lines(TOGETHER + 1, 2))
    _, import_id = merging.merge(file_of(*rows), COMMAND)
    kept = list(raw_rows.kept(import_id))
    assert [line for line, _ in kept] == list(range(1, len(rows) + 2))
    assert [";".join(cells) for _, cells in kept] == [HEADERS.lstrip("\ufeff"), *rows]
    assert blocks() == 2
    texts = db.session.scalars(select(ImportRows.sealed)).all()
    assert not any(pesel(0) in (text or "") for text in texts)


def test_rows_of_a_spreadsheet_are_kept_without_what_its_cells_were(app: Flask) -> None:
    cells = f"<c><v>{PESELS[0]}</v></c><c t='str'><v>1-1</v></c>"
    others = "".join(f"<c t='str'><v>{text}</v></c>" for text in ("Gęś", "Grzegorz", "MBI"))
    sheet = row(*HEADERS.lstrip("\ufeff").split(";")) + f"<row>{cells}{others}</row>"
    file = service.open_file(xlsx(sheet), min_age=22, number_pattern=NUMBERS)
    assert [kinds for _, _, kinds in file.rows()] == [{}, {0: "n"}]
    _, import_id = merging.merge(file, COMMAND)
    _, (line, kept) = raw_rows.kept(import_id)
    assert (line, kept[:5]) == (2, [PESELS[0], "1-1", "Gęś", "Grzegorz", "MBI"])


def test_rows_go_when_their_time_is_over(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_rows, "BLOCKS", 1)
    merging.merge(file_of(*lines(TOGETHER + 1, 4)), COMMAND)
    handler = HANDLERS["intake.forget_rows"]
    assert handler.work(0).verdict is Verdict.DONE
    assert blocks() == 2
    with travel(clock.now() + timedelta(days=settings().raw_rows_days, minutes=1), tick=False):
        handler.work(0)
    assert blocks() == 0
    (imported,) = queries.all_imports()
    assert imported.totals["new_person"] == 4


def test_rows_of_a_merge_that_died_are_swept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(service, "finish", die)
        with pytest.raises(KeyboardInterrupt):
            merging.merge(file_of(*lines(2)), COMMAND)
    assert blocks() == 1
    with travel(clock.now() + 2 * merging.LEFT_OVER_AFTER, tick=False):
        assert HANDLERS["intake.sweep"].work(0).verdict is Verdict.DONE
    assert (blocks(), staged()) == (0, (0, 0, 0, 0))
