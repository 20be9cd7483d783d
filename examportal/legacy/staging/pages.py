"""What the pages of the old service's accounts show, put together from rows and words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from examportal.accounts.staff.queries import names_of
from examportal.accounts.staff.rules import staff_ids
from examportal.core import clock
from examportal.legacy import wording
from examportal.legacy.models import OldFile, StagedAccount
from examportal.legacy.rules import Judged, OldAccount, Reason, Verdict
from examportal.legacy.staging import queries, service
from examportal.sheets.writer import Writer
from examportal.web.lists import Heading

ACCOUNTS_ON_A_PAGE = 50
ERRORS_SHOWN = 20
_BY_COMMAND = "polecenie na serwerze"


@dataclass(frozen=True)
class Told:
    """The verdict on an account as it is drawn; `missing` is one way to TAK by adding only."""

    verdict: Verdict
    reason: str
    message: str
    missing: Sequence[str]


@dataclass(frozen=True)
class Line:
    """An account in a list."""

    id: int
    login: str
    name: str
    is_changed: bool
    told: Told


@dataclass(frozen=True)
class FilePage:
    """A part of a file's accounts."""

    headings: Sequence[Heading]
    here: Heading
    lines: Sequence[Line]
    page: int
    pages: int


@dataclass(frozen=True)
class Past:
    """A file in the list of files."""

    id: int
    name: str
    brought_at: datetime
    by: str
    moving: int
    staying: int


def files() -> list[Past]:
    """Return all files, the newest first."""
    found = queries.all_files()
    counts = queries.count_reasons([one.id for one in found])
    names = names_of([one.member_id for one in found if one.member_id is not None])
    return [
        Past(
            one.id,
            name_of(one),
            one.brought_at,
            names.get(one.member_id or 0, _BY_COMMAND),
            *_moving_and_staying(counts[one.id]),
        )
        for one in found
    ]


def name_of(file: OldFile) -> str:
    """Return the name that a file came with."""
    return str(file.unseal()["name"])


def file_page(file: OldFile, key: str | None, page: int) -> FilePage:
    """Return a part of a file's accounts; a heading or page that is not there is the first one."""
    headings = _headings(queries.count_reasons([file.id])[file.id], key)
    here = next(one for one in headings if one.is_here)
    pages = max(1, -(-here.count // ACCOUNTS_ON_A_PAGE))
    page = page if 1 <= page <= pages else 1
    offset = (page - 1) * ACCOUNTS_ON_A_PAGE
    found = queries.page_of_accounts(file.id, _reasons(here.name), offset, ACCOUNTS_ON_A_PAGE)
    return FilePage(headings, here, [line_of(one, file) for one in found], page, pages)


def found_in(file: OldFile, typed: str) -> tuple[list[Line], int]:
    """Return the first accounts that a search has found, and how many there are."""
    ids = service.search(file.id, typed)
    shown = queries.accounts_of(file.id, ids[:ACCOUNTS_ON_A_PAGE])
    return [line_of(one, file) for one in shown], len(ids)


def faulty_rows(file: OldFile) -> list[tuple[int, str, str]]:
    """Return the first faulty rows of a file: line, login, what is wrong."""
    errors = service.errors_of(file.unseal())[:ERRORS_SHOWN]
    return [(error.line, error.login, wording.row_sentence(error)) for error in errors]


def line_of(staged: StagedAccount, file: OldFile) -> Line:
    """Return an account as a line of a list."""
    account = service.account_of(staged)
    told = told_of(staged, account, service.judged(staged, file, account))
    return Line(staged.id, staged.login, account.name, staged.changed_by is not None, told)


def told_of(staged: StagedAccount, account: OldAccount, judged: Judged) -> Told:
    """Return a verdict in words, with the lines of the rows that are behind it."""
    lines = [error.line for error in service.errors_of(staged.unseal())]
    missing = [wording.lacking_sentence(box) for box in judged.missing]
    message = wording.sentence(account, judged, lines)
    return Told(judged.verdict, wording.REASONS[judged.reason], message, missing)


def handed_out(file_id: int, write: Writer) -> Iterator[bytes]:
    """Yield a file of all accounts with verdict, reason, and what would have to change; faulty rows stand below."""
    return write(_rows(file_id))


def _rows(file_id: int) -> Iterator[Sequence[str]]:
    file = queries.get_file(file_id)
    yield "login", "nazwa", "email", "rola", "werdykt", "powód", "wyjaśnienie", "czego brakuje", "zmienione w portalu"
    for staged in queries.all_accounts(file.id):
        account = service.account_of(staged)
        told = told_of(staged, account, service.judged(staged, file, account))
        role = "administrator" if staged.is_administrator else "użytkownik"
        changed = "tak" if staged.changed_by else "nie"
        said = (told.verdict, told.reason, told.message, "; ".join(told.missing), changed)
        yield account.login, account.name, account.email, role, *said
    errors = service.errors_of(file.unseal())
    if errors:
        yield ()
        yield "wiersz pliku", "login", "błąd"
        yield from ((str(error.line), error.login, wording.row_sentence(error)) for error in errors)


def changed_words(staged: StagedAccount) -> str:
    """Return by whom and when rights were set by hand; empty when they are those of the file."""
    if staged.changed_by is None or staged.changed_at is None:
        return ""
    names = names_of(staff_ids([staged.changed_by]))
    by = next(iter(names.values()), staged.changed_by)
    there = clock.in_warsaw(staged.changed_at)
    return f"{by}, {there:%d.%m.%Y}, {there.hour}:{there:%M}"


def _headings(counts: Mapping[Reason, int], key: str | None) -> list[Heading]:
    moving, staying = _moving_and_staying(counts)
    offered: list[tuple[str | None, str, int]] = [
        (None, "wszystkie", moving + staying),
        (str(Verdict.YES), wording.VERDICTS[Verdict.YES], moving),
        (str(Verdict.NO), wording.VERDICTS[Verdict.NO], staying),
    ]
    offered += [(str(one), wording.REASONS[one], counts[one]) for one in Reason if counts.get(one)]
    here = key if key in {one[0] for one in offered} else None
    return [Heading(*one, one[0] == here) for one in offered]


def _reasons(key: str | None) -> list[Reason]:
    if key is None:
        return list(Reason)
    return queries.reasons_of(Verdict(key)) if key in set(Verdict) else [Reason(key)]


def _moving_and_staying(counts: Mapping[Reason, int]) -> tuple[int, int]:
    moving, staying = (sum(counts.get(one, 0) for one in queries.reasons_of(verdict)) for verdict in Verdict)
    return moving, staying
