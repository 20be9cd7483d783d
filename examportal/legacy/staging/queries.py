"""Every select of the staged accounts."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select

from examportal.core.errors import Refusal
from examportal.db import db
from examportal.legacy.models import OldFile, StagedAccount
from examportal.legacy.rules import MOVES, Reason, Verdict

_AT_A_TIME = 500


class Named(NamedTuple):
    """By what an account is searched: its login, and the sealed rest."""

    id: int
    login: str
    row_key: str
    sealed: str


class FileUnknown(Refusal):
    """There is no such file of the old service."""


class AccountUnknown(Refusal):
    """The file has no such account."""


def all_files() -> Sequence[OldFile]:
    """Return all files, the newest first."""
    return db.session.scalars(select(OldFile).order_by(OldFile.id.desc())).all()


def find_same(sha256: str, sections: Sequence[str]) -> OldFile | None:
    """Find the first file of these bytes for which the same sections count."""
    same = db.session.scalars(select(OldFile).where(OldFile.sha256 == sha256).order_by(OldFile.id))
    return next((one for one in same if one.sections == list(sections)), None)


def get_file(file_id: int) -> OldFile:
    """Return a file; raises FileUnknown."""
    found = db.session.get(OldFile, file_id)
    if found is None:
        raise FileUnknown
    return found


def get_account(file_id: int, account_id: int) -> StagedAccount:
    """Return an account of a file; raises AccountUnknown."""
    return _one(_of_file(file_id).where(StagedAccount.id == account_id))


def get_account_for_change(file_id: int, account_id: int) -> StagedAccount:
    """Return an account of a file as it is now, locked; raises AccountUnknown."""
    return _one(_of_file(file_id).where(StagedAccount.id == account_id).with_for_update())


def count_reasons(file_ids: Sequence[int]) -> dict[int, dict[Reason, int]]:
    """Return how many accounts of each file have which reason; files without accounts are there too."""
    query = select(StagedAccount.file_id, StagedAccount.reason, func.count()).where(StagedAccount.file_id.in_(file_ids))
    found: dict[int, dict[Reason, int]] = {file_id: {} for file_id in file_ids}
    for file_id, reason, count in db.session.execute(query.group_by(StagedAccount.file_id, StagedAccount.reason)):
        found[file_id][Reason(reason)] = count
    return found


def count_changed(file_id: int) -> int:
    """Return for how many accounts of a file somebody has set the rights by hand."""
    query = select(func.count()).where(StagedAccount.file_id == file_id, StagedAccount.changed_by.is_not(None))
    return db.session.scalar(query) or 0


def page_of_accounts(file_id: int, reasons: Sequence[Reason], offset: int, limit: int) -> Sequence[StagedAccount]:
    """Return some accounts of a file whose reason is among these, by login."""
    query = _of_file(file_id).where(StagedAccount.reason.in_([str(one) for one in reasons]))
    return db.session.scalars(query.order_by(StagedAccount.login).offset(offset).limit(limit)).all()


def all_names(file_id: int) -> Iterator[Named]:
    """Yield by what each account of a file is searched, by login."""
    query = select(StagedAccount.id, StagedAccount.login, StagedAccount.row_key, StagedAccount.sealed)
    rows = db.session.execute(query.where(StagedAccount.file_id == file_id).order_by(StagedAccount.login))
    yield from (Named(row.id, row.login, row.row_key, row.sealed or "") for row in rows)


def accounts_of(file_id: int, ids: Sequence[int]) -> Sequence[StagedAccount]:
    """Return some accounts of a file by login."""
    query = _of_file(file_id).where(StagedAccount.id.in_(ids))
    return db.session.scalars(query.order_by(StagedAccount.login)).all()


def all_accounts(file_id: int) -> Iterator[StagedAccount]:
    """Yield all accounts of a file by login, some at a time."""
    login = ""
    while found := db.session.scalars(
        _of_file(file_id).where(StagedAccount.login > login).order_by(StagedAccount.login).limit(_AT_A_TIME)
    ).all():
        yield from found
        login = found[-1].login


def reasons_of(verdict: Verdict) -> list[Reason]:
    """Return the reasons of a verdict."""
    return [one for one in Reason if (one in MOVES) == (verdict is Verdict.YES)]


def _of_file(file_id: int) -> Select[StagedAccount]:
    return select(StagedAccount).where(StagedAccount.file_id == file_id)


def _one(query: Select[StagedAccount]) -> StagedAccount:
    found = db.session.scalar(query, execution_options={"populate_existing": True})
    if found is None:
        raise AccountUnknown
    return found
