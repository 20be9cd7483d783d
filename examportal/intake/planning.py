"""The plan of a file, made in two passes: the rows are judged and spooled, then decided one person at a time.

Whatever the size of the file, memory holds a batch of people.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

from examportal.accounts.queries import addresses_to_tell
from examportal.config import settings
from examportal.core import clock
from examportal.intake import contests, queries
from examportal.intake.collecting import collecting_seldom
from examportal.intake.contests import Case, Court, Decisions
from examportal.intake.disputes import queries as disputes
from examportal.intake.reader import RegisterFile
from examportal.intake.rules.differences import Difference, differences
from examportal.intake.rules.judging import judge_invalid
from examportal.intake.rules.plans import Change, Consequences, MovedFrom, Tally
from examportal.intake.rules.records import (
    Claims,
    Disputed,
    Entry,
    Judgement,
    PersonPlan,
    Question,
    Reading,
    Reason,
    Repair,
    RowWarning,
    Verdict,
)
from examportal.intake.spool import Spool
from examportal.mail.rules import provider_of
from examportal.register import queries as register
from examportal.register.changes import queries as changes
from examportal.register.entries.queries import former_identities
from examportal.register.rules import ByPesel, IdentityDocument, KnownPerson

BATCH = 1000
"""People, or numbers, asked for at a time."""

_NOBODY: MovedFrom = {}
_CORRECTING = (Verdict.CORRECT, Verdict.REMOVE)

Item = TypeVar("Item")
Judged = tuple[Judgement, list[Difference]]


@dataclass
class Plan:
    """What a file would change. The verdicts lie in a spool that goes with the plan."""

    question: Question
    edition: int
    """The edition of the register that the file was compared with."""
    tally: Tally = field(default_factory=Tally)
    consequences: Consequences = field(default_factory=Consequences)
    spool: Spool = field(default_factory=Spool, repr=False)
    scopes: set[str] = field(default_factory=set)
    """The scopes that readable rows speak of."""
    court: Court | None = None
    """Where rows in conflict are settled; None: nobody is asked."""
    settled: list[int] = field(default_factory=list)
    """People about whom earlier files have left something open, and this one does not."""

    @property
    def totals(self) -> Mapping[str, int]:
        """How many rows have which verdict; every verdict is named, every row counted once."""
        return self.tally.totals

    @property
    def rows(self) -> int:
        """How many rows the file has below its headers."""
        return self.tally.verdicts.total()

    @property
    def undecided(self) -> int:
        """How many rows stop a merge until a person decides."""
        return self.tally.undecided

    @property
    def waiting(self) -> int:
        """How many rows wait for somebody to accept their repair."""
        return self.tally.waiting

    def judgements(self) -> Iterator[Judged]:
        """Stream the verdicts in the order of the file, each with what its row changes."""
        return self.spool.judgements()

    def changes(self) -> Iterator[Change]:
        """Stream what is to become of people."""
        return self.spool.changes()

    def blocks(self) -> Iterator[tuple[int, int, str]]:
        """Stream all rows as they stood in the file, some at a time: first line, last line, JSON as in `Block`."""
        return self.spool.blocks()

    def disputed(self) -> Iterator[Disputed]:
        """Stream the rows that a merge leaves out as conflicts nobody has settled, in the order of the file."""
        return self.spool.disputed()

    def lacking(self) -> Iterator[tuple[str, str, int]]:
        """Stream the numbers in force that the register has in the scopes of the file, and the file has not.

        Number, scope, id of the qualification; each time the register is asked anew.
        """
        self.spool.add_known(changes.numbers_in_force(self.scopes, clock.today()))
        return self.spool.lacking()

    @property
    def names_people_without_pesel(self) -> bool:
        """Whether somebody in the file has, or by a merge would get, a login number."""
        return next(self.spool.without_pesel(), None) is not None

    def login_numbers(self) -> Iterator[tuple[int, str]]:
        """Stream (line, login number) of people without PESEL who are in the register by now, in the file's order."""
        for rows in batches(self.spool.without_pesel(), BATCH):
            found = register.login_numbers([person.hex() for _, person in rows])
            yield from ((line, found[person.hex()]) for line, person in rows if person.hex() in found)


@collecting_seldom()
def make_plan(
    file: RegisterFile,
    accepted: frozenset[Repair],
    scopes: Callable[[], Mapping[str, bool]],
    decisions: Decisions | None = None,
) -> Plan:
    """Compare a file with the register as it is now; raises FileError in the middle of the way.

    `scopes` tells which there are (code → whether it is examined); it is asked after the edition is read.
    """
    plan = Plan(Question(file.tells_of_removals, accepted), changes.edition())
    former = {bytes.fromhex(index): bytes.fromhex(present) for index, present in former_identities().items()}
    measured = replace(file.yardstick, today=clock.today(), scopes=scopes())
    with closing(replace(file, yardstick=measured).readings()) as coming:
        for block, readings in coming:
            plan.spool.add_block(block)
            _keep(plan, readings, former)
    claims = plan.spool.find_claims()
    if decisions is not None:
        plan.court = Court.of(plan.spool, plan.question, claims, decisions)
    find_disputed = disputes.disputed_among if disputes.is_any_open() else _nobody
    for people in batches(plan.spool.people(), BATCH):
        _decide(plan, people, claims, find_disputed)
    if plan.consequences.moved_numbers:
        plan.consequences.people_losing_last_number += contests.count_losers(plan.changes)
    return plan


def _keep(plan: Plan, readings: Sequence[Reading], former: Mapping[bytes, bytes]) -> None:
    """Spool some rows; those that could not be read have their verdict already."""
    invalid = [judge_invalid(reading) for reading in readings if reading.entry is None]
    plan.tally.count(invalid)
    plan.spool.add_judgements((judgement, []) for judgement in invalid)
    rows = list(_rows(plan.question, readings, former))
    plan.scopes.update({entry.scope_code for _, entry, _, _ in rows})
    plan.spool.add_rows(rows)


def _rows(
    question: Question, readings: Sequence[Reading], former: Mapping[bytes, bytes]
) -> Iterator[tuple[Reading, Entry, bytes, bool]]:
    """Put to each row its person, by the digest by which the register finds people.

    A former PESEL or document stands for what the person has now.
    """
    digest_of = register.identity_digester()
    for reading in readings:
        entry = reading.entry
        if entry is None:
            continue
        digest = digest_of(entry.identity)
        present = former.get(digest)
        if present is None:
            yield reading, entry, digest, question.counts(reading)
            continue
        said = (RowWarning.PESEL_WAS_CORRECTED,) if isinstance(entry.identity, ByPesel) else ()
        yield reading._replace(warnings=(*reading.warnings, *said)), entry, present, question.counts(reading)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield what comes in lists of `size`, the last one shorter."""
    coming = iter(items)
    while batch := list(islice(coming, size)):
        yield batch


def _decide(
    plan: Plan,
    people: Sequence[tuple[bytes, list[Reading]]],
    claims: Claims,
    find_disputed: Callable[[Sequence[int]], Collection[int]],
) -> None:
    """Judge the rows of some people, and keep what follows."""
    numbers = {digest: [row.entry.registry_number for row in rows if row.entry] for digest, rows in people}
    known, foreign = _look_up(numbers)
    disputed = find_disputed([person.examiner_id for person in known.values()])
    found: list[Change] = []
    judged: list[Judged] = []
    cases = [Case(digest, rows, known.get(digest), claims, foreign.get(digest, {})) for digest, rows in people]
    for case, planned, moved_from in _planned(plan, cases):
        digest, rows, person = case.digest, case.rows, case.known
        left_open = case.left_open(planned)
        plan.spool.add_disputed(left_open)
        if person and person.examiner_id in disputed and not left_open:
            plan.settled.append(person.examiner_id)
        judged += _with_differences(planned, rows)
        if _without_pesel(rows):
            plan.spool.add_without_pesel((line, digest) for line in _lines_of_the_person(planned))
        if planned.after != planned.before:
            renamed = any(reason is Reason.PESEL_OF_TWO_PEOPLE for _, reason in planned.passed)
            examiner_id = person.examiner_id if person else None
            found.append(Change(examiner_id, planned.before, planned.after, renamed, moved_from))
    plan.tally.count(judgement for judgement, _ in judged)
    plan.spool.add_judgements(judged)
    plan.spool.add_changes(found)
    with_account = _with_account(found)
    plan.consequences.count(found, with_account, clock.today(), _providers(with_account))


def _nobody(_examiner_ids: Sequence[int]) -> Collection[int]:
    return ()


def _planned(plan: Plan, cases: Sequence[Case]) -> Iterable[tuple[Case, PersonPlan, MovedFrom]]:
    """Judge the rows of some people; those in conflict are judged again, with what was decided about them."""
    drafts = [(case, case.judge(plan.question)) for case in cases]
    if plan.court is None:
        return [(case, draft, _NOBODY) for case, draft in drafts]
    disputed = [case for case, draft in drafts if any(judgement.undecided for judgement in draft.judgements)]
    settled = plan.court.settle(disputed)
    return [(case, *settled.get(case.digest, (draft, _NOBODY))) for case, draft in drafts]


def _without_pesel(rows: Sequence[Reading]) -> bool:
    return any(row.entry and isinstance(row.entry.identity, IdentityDocument) for row in rows[:1])


def _lines_of_the_person(planned: PersonPlan) -> Iterator[int]:
    """Yield the lines that are sure to be this person's: a conflict may be about somebody else."""
    left_out = (Verdict.CONFLICT, Verdict.INVALID)
    return (judgement.line for judgement in planned.judgements if judgement.verdict not in left_out)


def _with_differences(planned: PersonPlan, rows: Sequence[Reading]) -> list[Judged]:
    """Put beside each correction what it corrects; a row that waits for consent stands alone."""
    if not any(judgement.verdict in _CORRECTING for judgement in planned.judgements):
        return [(judgement, []) for judgement in planned.judgements]
    entries = {row.line: row.entry for row in rows}
    return [(judgement, _differences(planned, judgement, entries[judgement.line])) for judgement in planned.judgements]


def _differences(planned: PersonPlan, judgement: Judgement, entry: Entry | None) -> list[Difference]:
    if entry is None or judgement.verdict not in _CORRECTING:
        return []
    if judgement.counts:
        return differences(entry, planned.before, planned.after.person)
    return differences(entry, planned.after, None)


def _look_up(
    numbers: Mapping[bytes, Sequence[str]],
) -> tuple[dict[bytes, KnownPerson], dict[bytes, dict[str, int]]]:
    """Return who of these people is known, and which of the numbers in their rows belong to somebody else, and whom."""
    index_of = {digest.hex(): digest for digest in numbers}
    known = {index_of[index]: person for index, person in register.known_people(list(index_of)).items()}
    holders: dict[str, int] = {}
    for batch in batches(sorted({number for own in numbers.values() for number in own}), BATCH):
        holders |= register.holders(batch)
    foreign = {}
    for digest, own in numbers.items() if holders else ():
        person = known.get(digest)
        holder = person.examiner_id if person else None
        foreign[digest] = {number: holders[number] for number in own if holders.get(number, holder) != holder}
    return known, foreign


def _with_account(found: Sequence[Change]) -> set[int]:
    ids = [change.examiner_id for change in found if change.examiner_id is not None and change.added_numbers]
    return queries.with_account(ids) if ids else set()


def _providers(with_account: Collection[int]) -> dict[int, str]:
    """Return where those of some people have their mail who are told of new numbers."""
    if not with_account or not settings().number_letters:
        return {}
    addresses = addresses_to_tell(sorted(with_account))
    return {examiner_id: provider_of(address) for examiner_id, address in addresses.items()}
