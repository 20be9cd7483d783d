"""Every select of the move."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import Role
from examportal.core import tokens
from examportal.db import among, db
from examportal.legacy.models import OldFile, StagedAccount
from examportal.legacy.moving.models import AccountWord, MovedAccount, RightRole

_AFRESH = {"populate_existing": True}


def roles_by_right() -> dict[str, Role]:
    """Return the roles that rights lead to."""
    return {one.right: Role(one.role) for one in db.session.scalars(select(RightRole))}


def staff_addresses(addresses: Sequence[str]) -> set[str]:
    """Return those of some addresses that somebody of the staff has."""
    asked = among(StaffMember.email, addresses)
    return set(db.session.scalars(select(StaffMember.email).where(asked)))


def moved_logins(logins: Sequence[str]) -> dict[str, MovedAccount]:
    """Return the accounts that move already, by login, from whichever file."""
    found = db.session.scalars(select(MovedAccount).where(among(MovedAccount.login, logins)))
    return {one.login: one for one in found}


def waiting_moves(file_id: int, limit: int) -> Sequence[int]:
    """Return some moves of a file, by id, whose invitation is not written yet."""
    query = _moves_of(file_id).where(MovedAccount.member_id.is_(None), MovedAccount.outcome.is_(None))
    return db.session.scalars(query.with_only_columns(MovedAccount.id).order_by(MovedAccount.id).limit(limit)).all()


def get_move_for_change(move_id: int) -> MovedAccount:
    """Return a move, locked until the end of the transaction and read anew."""
    query = select(MovedAccount).where(MovedAccount.id == move_id).with_for_update()
    return db.session.scalars(query, execution_options=_AFRESH).one()


def lock_file(file_id: int) -> OldFile:
    """Return a file, locked, so that two who move its accounts take turns."""
    query = select(OldFile).where(OldFile.id == file_id).with_for_update()
    return db.session.scalars(query, execution_options=_AFRESH).one()


def count_waiting(file_id: int) -> int:
    """Return how many accounts of a file wait for their invitation."""
    waiting = _moves_of(file_id).where(MovedAccount.member_id.is_(None), MovedAccount.outcome.is_(None))
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def words_among(account_ids: Sequence[int]) -> set[int]:
    """Return those of some accounts about which a letter is ordered or written."""
    return set(db.session.scalars(select(AccountWord.account_id).where(among(AccountWord.account_id, account_ids))))


def waiting_words(file_id: int, limit: int) -> Sequence[AccountWord]:
    """Return some ordered letters of a file that are not written yet, locked."""
    query = select(AccountWord).join(StagedAccount, StagedAccount.id == AccountWord.account_id)
    own = query.where(StagedAccount.file_id == file_id, AccountWord.letter_id.is_(None))
    return db.session.scalars(own.order_by(AccountWord.id).limit(limit).with_for_update(of=AccountWord)).all()


def find_word(token: str) -> AccountWord | None:
    """Find the letter of a token."""
    return db.session.scalar(select(AccountWord).where(AccountWord.token_digest == tokens.digest(token)))


def account_by_id(account_id: int) -> StagedAccount:
    """Return a staged account whatever file it is in."""
    return db.session.get_one(StagedAccount, account_id)


def accounts_by_id(account_ids: Sequence[int]) -> dict[int, StagedAccount]:
    """Return some staged accounts by their ids."""
    found = db.session.scalars(select(StagedAccount).where(among(StagedAccount.id, account_ids)))
    return {one.id: one for one in found}


def count_words(file_id: int) -> int:
    """Return about how many accounts of a file a letter is ordered or written."""
    query = select(func.count()).select_from(AccountWord)
    own = query.join(StagedAccount, StagedAccount.id == AccountWord.account_id)
    return db.session.scalar(own.where(StagedAccount.file_id == file_id)) or 0


def _moves_of(file_id: int) -> Select[MovedAccount]:
    own = StagedAccount.id == MovedAccount.account_id
    return select(MovedAccount).join(StagedAccount, own).where(StagedAccount.file_id == file_id)
