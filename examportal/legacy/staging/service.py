"""Staging accounts of the old service: keeping a file, changing rights of an account, giving back those of the file.

Whatever is changed here is changed beside what the file says, so that this can be given back at any time.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.core.names import fold
from examportal.core.sealed import new_row_key
from examportal.db import db, keyring, sealed_binding
from examportal.journal.rules import Actor, Event
from examportal.journal.service import record
from examportal.legacy.models import OldFile, RightsDocument, StagedAccount
from examportal.legacy.reader import AccountsFile, Fault, RowError, TooVaried
from examportal.legacy.rules import Judged, OldAccount, Right, changes, judge, with_rights
from examportal.legacy.staging import queries

MOST_ACCOUNTS = 20_000
"""A file with more is another kind of file: no board has so many people at the desk."""
MOST_COLUMNS = 100
"""So many sections, and so many rights, can still be looked at as a matrix."""
ERRORS_KEPT = 1000
"""Faulty rows that are kept of a file; how many there are is kept anyway."""
ERRORS_OF_ACCOUNT = 50
_TABLE = cast("Table", StagedAccount.__table__)


class TooManyAccounts(Refusal):
    """The file has more accounts than are staged."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the account since it was shown."""


@dataclass(frozen=True)
class Prepared:
    """A file that was read, judged and sealed: nothing but writing it down is left to do."""

    file: AccountsFile
    name: str
    accounts: Sequence[dict[str, Any]]


def prepare(file: AccountsFile, name: str) -> Prepared:
    """Judge and seal the accounts of a file, outside any transaction; raises TooManyAccounts, TooVaried."""
    if len(file.accounts) > MOST_ACCOUNTS:
        raise TooManyAccounts
    if max(len(file.sections), len(file.rights)) > MOST_COLUMNS:
        raise TooVaried
    errors: defaultdict[str, list[RowError]] = defaultdict(list)
    for error in file.errors:
        if len(errors[error.login]) < ERRORS_OF_ACCOUNT:
            errors[error.login].append(error)
    return Prepared(file, name, [_row(file, account, errors[account.login]) for account in file.accounts])


def keep(prepared: Prepared, member_id: int | None, actor: Actor) -> int:
    """Write a prepared file down, and return its id."""
    read = prepared.file
    kept = OldFile(
        member_id=member_id,
        sha256=read.digest,
        rows=read.rows,
        faulty_rows=len(read.errors),
        sections=list(read.sections),
        outside=list(read.outside),
        rights=list(read.rights),
    )
    kept.seal({"name": prepared.name, "errors": _errors_document(read.errors[:ERRORS_KEPT])})
    db.session.add(kept)
    db.session.flush()
    if prepared.accounts:
        db.session.execute(insert(_TABLE), [{"file_id": kept.id, **row} for row in prepared.accounts])
    record(Event.OLD_FILE_BROUGHT, actor, subject=_subject(kept), count=len(prepared.accounts), lines=read.rows)
    return kept.id


def set_rights(
    place: tuple[int, int], rights: Iterable[Right], *, settled: bool, seen: int, actor: Actor
) -> StagedAccount:
    """Set all rights of an account (ids of file and account) in the sections that count.

    `settled` says that somebody has looked at its faulty rows; `seen` is the edition that was shown. Raises
    AccountUnknown, ChangedMeanwhile.
    """
    staged = _for_change(place, seen)
    before = account_of(staged)
    after = proposed(staged, queries.get_file(staged.file_id), rights, settled=settled)
    if after == before:
        return staged
    staged.rights, staged.is_faulty = _document(after.rights), after.is_faulty
    _changed(staged, actor)
    told = _changes_text(before.rights, after.rights)
    settles = True if before.is_faulty and settled else None
    record(Event.OLD_RIGHTS_CHANGED, actor, subject=f"old_account:{staged.id}", changes=told, settled=settles)
    return staged


def proposed(staged: StagedAccount, file: OldFile, rights: Iterable[Right], *, settled: bool) -> OldAccount:
    """Return an account as it would be with these rights; what it has in sections that do not count stays."""
    now = account_of(staged)
    uncounted = (right for right in now.rights if right.section not in file.sections)
    return with_rights(now, [*rights, *uncounted], settled=settled)


def give_back(place: tuple[int, int], *, seen: int, actor: Actor) -> StagedAccount:
    """Give an account the rights of the file again; raises AccountUnknown, ChangedMeanwhile."""
    staged = _for_change(place, seen)
    if staged.changed_by is None:
        return staged
    before = account_of(staged).rights
    staged.rights, staged.is_faulty = None, staged.was_faulty
    told = _changes_text(before, account_of(staged).rights)
    _changed(staged, None)
    record(Event.OLD_RIGHTS_GIVEN_BACK, actor, subject=f"old_account:{staged.id}", changes=told)
    return staged


def account_of(staged: StagedAccount) -> OldAccount:
    """Return a staged account as the rules need it, with the rights that hold now."""
    document = staged.unseal()
    held = staged.rights_in_file if staged.rights is None else staged.rights
    return OldAccount(
        staged.login,
        staged.is_administrator,
        frozenset(_rights(held)),
        staged.is_faulty,
        document["name"],
        document["email"],
    )


def judged(staged: StagedAccount, file: OldFile, account: OldAccount | None = None) -> Judged:
    """Judge a staged account by the sections of its file; `account` is the same with rights that are not saved."""
    return judge(account or account_of(staged), file.sections, file.rights)


def errors_of(document: Mapping[str, Any]) -> list[RowError]:
    """Return the faulty rows from the sealed document of a file or of an account."""
    return [RowError(line, login, Fault(fault), other) for line, login, fault, other in document["errors"]]


def search(file_id: int, typed: str) -> list[int]:
    """Return the ids of the accounts whose login, name and address hold all words that were typed, by login."""
    words = fold(typed).split()
    keys = keyring()
    return [
        one.id
        for one in queries.all_names(file_id)
        if _holds(one.login, keys.open(one.sealed, sealed_binding(_TABLE.name, one.row_key)), words)
    ]


def _holds(login: str, sealed: str, words: Sequence[str]) -> bool:
    document = json.loads(sealed)
    text = fold(f"{login} {document['name']} {document['email']}")
    return all(word in text for word in words)


def _for_change(place: tuple[int, int], seen: int) -> StagedAccount:
    staged = queries.get_account_for_change(*place)
    if staged.edition != seen:
        raise ChangedMeanwhile
    return staged


def _changed(staged: StagedAccount, actor: Actor | None) -> None:
    """Note that an account was changed; None: it is as in its file again."""
    staged.edition += 1
    staged.changed_at, staged.changed_by = (clock.now(), str(actor)) if actor else (None, None)
    staged.reason = judged(staged, queries.get_file(staged.file_id)).reason


def _row(file: AccountsFile, account: OldAccount, errors: Sequence[RowError]) -> dict[str, Any]:
    key = new_row_key()
    document = {"name": account.name, "email": account.email, "errors": _errors_document(errors)}
    return {
        "login": account.login,
        "is_administrator": account.is_administrator,
        "is_faulty": account.is_faulty,
        "was_faulty": account.is_faulty,
        "reason": str(judge(account, file.sections, file.rights).reason),
        "rights_in_file": _document(account.rights),
        "rights": None,
        "edition": 0,
        "row_key": key,
        "sealed": keyring().seal(json.dumps(document, ensure_ascii=False), sealed_binding(_TABLE.name, key)),
    }


def _errors_document(errors: Iterable[RowError]) -> list[list[Any]]:
    return [[error.line, error.login, str(error.fault), error.other_line] for error in errors]


def _document(rights: Iterable[Right]) -> RightsDocument:
    found: RightsDocument = {}
    for right in rights:
        if right.view:
            found.setdefault(right.section, {})[right.name] = "edit" if right.edit else "view"
    return found


def _rights(document: RightsDocument) -> Iterator[Right]:
    for section, names in document.items():
        for name, degree in names.items():
            yield Right(section, name, view=True, edit=degree == "edit")


def _changes_text(before: frozenset[Right], after: frozenset[Right]) -> str:
    told = changes(before, after)
    return "; ".join(f"{name} @ {section}: {was} → {becomes}" for section, name, was, becomes in told)


def _subject(file: OldFile) -> str:
    return f"old_file:{file.id}"
