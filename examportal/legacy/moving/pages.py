"""What the pages of the move show: the office's, and the one that the owner of an account sees."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.legacy import wording
from examportal.legacy.models import OldFile
from examportal.legacy.moving import queries, service, words
from examportal.legacy.moving.rules import OFFERED, Move, Outcome
from examportal.legacy.staging.queries import get_file
from examportal.sheets.writer import Writer


@dataclass(frozen=True)
class Group:
    """The accounts of which the same becomes."""

    outcome: Outcome
    label: str
    sentence: str
    moves: Sequence[Move]


@dataclass(frozen=True)
class RightLine:
    """A right of the old service and the role that it leads to; `name` is that of the control."""

    name: str
    right: str
    role: Role | None


@dataclass(frozen=True)
class MovePage:
    """What becomes of the accounts of a file, and what was done about it."""

    file: OldFile
    digest: str
    groups: Sequence[Group]
    fresh: int
    ordered: int
    invited: int
    rights: Sequence[RightLine]
    tell_moving: int
    tell_staying: int
    told: int

    @property
    def at_work(self) -> bool:
        """Whether invitations that were ordered are still to be written."""
        return self.ordered > self.invited


@dataclass(frozen=True)
class WordPage:
    """What the owner of an account reads about it."""

    outcome: Outcome
    is_moved: bool
    reason: str
    missing: Sequence[str]
    expires_at: datetime


def show(file_id: int) -> MovePage:
    """Return the page of a file's move; raises FileUnknown."""
    file = get_file(file_id)
    moves = service.plan(file_id)
    moving, staying = service.to_tell(moves)
    ordered = sum(one.is_done for one in moves)
    return MovePage(
        file=file,
        digest=service.digest_of(moves),
        groups=[_group(outcome, moves) for outcome in words.OUTCOMES if any(one.outcome is outcome for one in moves)],
        fresh=sum(one.outcome is Outcome.MOVES for one in moves) - ordered,
        ordered=ordered,
        invited=sum(one.is_done for one in moves) - queries.count_waiting(file_id),
        rights=right_lines(file),
        tell_moving=len(moving),
        tell_staying=len(staying),
        told=queries.count_words(file_id),
    )


def right_lines(file: OldFile) -> list[RightLine]:
    """Return the rights that a file names, in an order that stays, each with the role that it leads to."""
    roles = queries.roles_by_right()
    return [RightLine(f"rola-{place}", right, roles.get(right)) for place, right in enumerate(file.rights)]


def role_choices() -> tuple[tuple[str, str], ...]:
    """Return the roles that a right can lead to, and none."""
    return ("", words.NO_ROLE), *((str(role), words.ROLES[role]) for role in OFFERED)


def find_word(token: str) -> WordPage | None:
    """Find what the owner of an account reads by the link of a letter; None: no letter has this link."""
    word = queries.find_word(token)
    if word is None or word.expires_at is None:
        return None
    move = service.plan_of(word.account_id)
    outcome = move.outcome
    if word.outcome == Outcome.ADDRESS_TWICE and outcome is Outcome.MOVES and not move.is_done:
        outcome = Outcome.ADDRESS_TWICE
    judged = move.candidate.judged
    missing = [wording.lacking_sentence(one) for one in judged.missing]
    reason = words.TO_OWNERS.get(judged.reason, "")
    return WordPage(outcome, move.is_done, reason, missing, word.expires_at)


def has_expired(page: WordPage) -> bool:
    """Tell whether a link is too old."""
    return clock.now() >= page.expires_at


def totals(moves: Sequence[Move]) -> dict[str, int]:
    """Return how many accounts have which outcome."""
    counted = Counter(one.outcome for one in moves)
    return {str(outcome): counted[outcome] for outcome in Outcome}


def report(file_id: int, write: Writer) -> Iterator[bytes]:
    """Yield what becomes of each account, as a file to take away; after the move it says the same as before."""
    return write(_rows(service.plan(file_id)))


def _rows(moves: Sequence[Move]) -> Iterator[Sequence[str]]:
    yield "login", "nazwa", "email", "wynik", "rola", "wyjaśnienie"
    for one in moves:
        account, role = one.candidate.account, words.ROLES[one.role] if one.role else ""
        told = (account.login, account.name, account.email)
        yield (*told, words.OUTCOMES[one.outcome], role, words.SENTENCES[one.outcome])


def _group(outcome: Outcome, moves: Sequence[Move]) -> Group:
    those = [one for one in moves if one.outcome is outcome]
    return Group(outcome, words.OUTCOMES[outcome], words.SENTENCES[outcome], those)
