"""Names as people compare them: no case, no diacritics, any order of the parts."""

from collections import Counter
from collections.abc import Callable, Iterable

from examportal.core.names import fold
from examportal.intake.rules.records import Entry
from examportal.register.rules import PersonEntry

NameKey = tuple[tuple[str, ...], tuple[str, ...]]


def is_another(one: Entry | PersonEntry, other: Entry | PersonEntry) -> bool:
    """Tell whether both surname and given names differ: then nobody would take the two for one person."""
    if one.last_name == other.last_name or one.first_names == other.first_names:
        return False  # nearly always, without the cost of comparing as people do
    first, second = _key(one), _key(other)
    return first[0] != second[0] and first[1] != second[1]


def differing_names(entries: Iterable[Entry]) -> Callable[[Entry], bool]:
    """Return the question "does another of these rows have both another surname and other given names?".

    Counted instead of compared in pairs, so that a file of one PESEL alone takes no longer than any other.
    """
    distinct = {(entry.last_name, entry.first_names): entry for entry in entries}
    pairs = {_key(entry) for entry in distinct.values()}
    surnames, first_names = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)

    def differs(entry: Entry) -> bool:
        if len(pairs) == 1:
            return False
        surname, given = _key(entry)
        return len(pairs) > surnames[surname] + first_names[given] - 1

    return differs


def leading_over_to(strangers: Iterable[Entry]) -> Callable[[Entry], bool]:
    """Return the question "does this row have a name in common with one of somebody else?".

    It stands halfway. Applied, it would make that row an ordinary correction of the next plan, and two merges of one
    file would turn a person into another without asking anybody.
    """
    keys = {_key(entry) for entry in strangers}
    surnames, first_names = {key[0] for key in keys}, {key[1] for key in keys}

    def leads_over(entry: Entry) -> bool:
        if not keys:
            return False
        surname, given = _key(entry)
        return surname in surnames or given in first_names

    return leads_over


def _key(names: Entry | PersonEntry) -> NameKey:
    return tuple(sorted(fold(names.last_name).split())), tuple(sorted(fold(names.first_names).split()))
