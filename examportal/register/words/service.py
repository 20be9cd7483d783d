"""Keeping the words of names: set-based, inside the transaction that writes the names."""

from typing import Any, cast

from sqlalchemy import Table, delete, insert

from examportal.db import db
from examportal.register.models import Examiner
from examportal.register.words import queries
from examportal.register.words.models import NameWord

_TABLE = cast("Table", NameWord.__table__)


def enter(whom: Any) -> None:
    """Write down the words of people who are new; `whom` is a list of ids or a select of them."""
    _execute(insert(_TABLE).from_select(["word", "examiner_id", "names"], queries.words_of(Examiner.id.in_(whom))))


def correct(whom: Any) -> None:
    """Write down anew the words of people whose names were corrected."""
    take_out(whom)
    enter(whom)


def take_out(whom: Any) -> None:
    """Forget the words of people who are taken out of the register."""
    _execute(delete(NameWord).where(NameWord.examiner_id.in_(whom)))


def _execute(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
