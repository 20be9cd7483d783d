"""Keeping the numbers that a file lacks, beside the rows of its plan."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table

from examportal.db import insert_many
from examportal.intake.lacking.models import IntakeLacking

_TABLE = cast("Table", IntakeLacking.__table__)


def keep(upload_id: int, plan_number: int, numbers: Iterable[tuple[str, str, int]]) -> None:
    """Write some numbers down, each with its scope and the id of its qualification, in the caller's transaction."""
    names = ("registry_number", "scope_code", "qualification_id")
    plan = {"upload_id": upload_id, "plan_number": plan_number}
    insert_many(_TABLE, [plan | dict(zip(names, number, strict=True)) for number in numbers])
