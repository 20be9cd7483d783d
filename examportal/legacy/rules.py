"""Pure rules: which accounts of the old service move, why not, and what would have to change.

The new portal has uniform rights, so an account moves when its rights are the same in every section and at least one of
them comes with edit; administrators always move.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum


class Verdict(StrEnum):
    """Whether an account moves, as the contract has it."""

    YES = "TAK"
    NO = "NIE"


class Reason(StrEnum):
    """Why, in the order in which reasons are looked for."""

    ADMINISTRATOR = "administrator"
    ROW_ERROR = "row_error"
    NO_RIGHTS = "no_rights"
    ONE_SECTION = "one_section"
    DIFFERENT_RIGHTS = "different_rights"
    VIEW_ONLY = "view_only"
    EQUAL_RIGHTS = "equal_rights"


MOVES = frozenset({Reason.ADMINISTRATOR, Reason.EQUAL_RIGHTS})


class Degree(StrEnum):
    """How much of a right somebody has; who edits sees as well."""

    VIEW = "view"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Right:
    """What an account may in one section; without view it may nothing, and equals no right."""

    section: str
    name: str
    view: bool
    edit: bool = False


@dataclass(frozen=True, slots=True)
class OldAccount:
    """An account of the old service as the rules need it; `is_faulty`: rows of it cannot be taken as they are."""

    login: str
    is_administrator: bool = False
    rights: frozenset[Right] = frozenset()
    is_faulty: bool = False
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """One box that would have to be ticked."""

    section: str
    name: str
    degree: Degree


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on an account; `missing`: one way to TAK by adding only, empty where adding does not help."""

    reason: Reason
    missing: tuple[Lacking, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether the account moves."""
        return Verdict.YES if self.reason in MOVES else Verdict.NO


def judge(account: OldAccount, sections: Collection[str], known: Sequence[str] = ()) -> Judged:
    """Judge an account by `sections`, all that there are; rights elsewhere do not count.

    `known` are the names of rights of which the first is proposed to an account that has none.
    """
    if account.is_administrator:
        return Judged(Reason.ADMINISTRATOR)
    if account.is_faulty:
        return Judged(Reason.ROW_ERROR)
    held = held_by_section(account.rights, sections)
    reason = _reason(held)
    return Judged(reason, _missing(account, held, known) if reason not in MOVES else ())


def held_by_section(rights: Iterable[Right], sections: Collection[str]) -> Mapping[str, Mapping[str, Degree]]:
    """Return the rights that count: by section, each with its degree; a section without any is there too."""
    held: dict[str, dict[str, Degree]] = {section: {} for section in sorted(sections)}
    for right in rights:
        if right.view and right.section in held:
            held[right.section][right.name] = Degree.EDIT if right.edit else Degree.VIEW
    return held


def with_rights(account: OldAccount, rights: Iterable[Right], *, settled: bool) -> OldAccount:
    """Return the account with other rights; `settled`: somebody has looked at its faulty rows."""
    held = frozenset(right for right in rights if right.view)
    return replace(account, rights=held, is_faulty=account.is_faulty and not settled)


def changes(before: AbstractSet[Right], after: AbstractSet[Right]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (section, right, from, to) of every right that differs, in order; `none` stands for no right."""
    old, new = _degrees(before), _degrees(after)
    for section, name in sorted(old.keys() | new.keys()):
        was, becomes = old.get((section, name), "none"), new.get((section, name), "none")
        if was != becomes:
            yield section, name, was, becomes


def _degrees(rights: AbstractSet[Right]) -> dict[tuple[str, str], str]:
    return {(one.section, one.name): str(Degree.EDIT if one.edit else Degree.VIEW) for one in rights if one.view}


def _reason(held: Mapping[str, Mapping[str, Degree]]) -> Reason:
    filled = [rights for rights in held.values() if rights]
    if not filled:
        return Reason.NO_RIGHTS
    if len(filled) == 1 and len(held) > 1:
        return Reason.ONE_SECTION
    if any(rights != filled[0] for rights in held.values()):
        return Reason.DIFFERENT_RIGHTS
    return Reason.EQUAL_RIGHTS if Degree.EDIT in filled[0].values() else Reason.VIEW_ONLY


def _missing(
    account: OldAccount, held: Mapping[str, Mapping[str, Degree]], known: Sequence[str]
) -> tuple[Lacking, ...]:
    """Return what to add so that every section has all that any of them has, and one right comes with edit."""
    wanted = {name: Degree.VIEW for rights in held.values() for name in rights}
    wanted |= {name: Degree.EDIT for rights in held.values() for name in rights if rights[name] is Degree.EDIT}
    if Degree.EDIT not in wanted.values():
        named = {right.name for right in account.rights if right.section in held}
        proposed = min(wanted, default=min(named, default=next(iter(known), None)))
        wanted |= {proposed: Degree.EDIT} if proposed is not None else {}
    return tuple(
        Lacking(section, name, degree)
        for section, rights in held.items()
        for name in sorted(wanted)
        for degree in _steps(rights.get(name), wanted[name])
    )


def _steps(has: Degree | None, wanted: Degree) -> tuple[Degree, ...]:
    """Return the boxes between what is ticked and what should be."""
    if has is None:
        return (Degree.VIEW, Degree.EDIT) if wanted is Degree.EDIT else (Degree.VIEW,)
    return (Degree.EDIT,) if wanted is Degree.EDIT and has is Degree.VIEW else ()
