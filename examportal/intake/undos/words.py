"""Undoing in words: headings, what becomes of each thing, what a button is about to do."""

from collections.abc import Mapping
from typing import Any

from examportal.intake.rules.undoing import Finding, Group, Why
from examportal.intake.undos.rules import Act
from examportal.intake.uploads.words import counted
from examportal.register.rules import Action

GROUPS: Mapping[Group, str] = {
    Group.TAKEN_BACK: "do wycofania",
    Group.KEPT: "zostaje",
    Group.CANNOT: "nie da się wycofać",
}
TAKEN_BACK = "wycofano"
"""The first heading once it is done."""

_TAKEN_BACK: Mapping[tuple[Action, bool], tuple[str, str]] = {
    (Action.TAKE_OUT, True): ("Osoba zniknie z ewidencji.", "Osoby nie ma już w ewidencji."),
    (Action.TAKE_OUT, False): ("Numer zniknie z ewidencji.", "Numeru nie ma już w ewidencji."),
    (Action.CORRECT, True): (
        "Wrócą poprzednie dane osoby: nazwisko, imiona, e-mail lub telefon.",
        "Wróciły poprzednie dane osoby: nazwisko, imiona, e-mail lub telefon.",
    ),
    (Action.CORRECT, False): (
        "Wróci poprzedni zakres lub daty wpisu i skreślenia.",
        "Wrócił poprzedni zakres lub daty wpisu i skreślenia.",
    ),
    (Action.RENAME, True): ("Wrócą poprzednie nazwisko i imiona.", "Wróciły poprzednie nazwisko i imiona."),
    (Action.MOVE_BACK, False): (
        "Numer wróci do osoby, która go miała przed importem.",
        "Numer wrócił do osoby, która go miała przed importem.",
    ),
    (Action.REOPEN, False): ("Numer będzie znowu skreślony.", "Numer jest znowu skreślony."),
}
_WHY: Mapping[Why, str] = {
    Why.USED_SINCE: "Zostaje, bo ta osoba już z tego skorzystała: ma konto albo zaczęła je zakładać.",
    Why.CHANGED_SINCE: "Zostaje, bo ktoś to później zmienił.",
    Why.MORE_NUMBERS_SINCE: "Zostaje, bo ta osoba dostała później inne numery.",
    Why.GONE: "Nie ma tego już w ewidencji.",
}
_ACTS: Mapping[Act, tuple[str, str, str]] = {
    Act.PEOPLE: ("osoba", "osoby", "osób"),
    Act.NUMBERS: ("numer", "numery", "numerów"),
    Act.CORRECTIONS: ("zmiana danych", "zmiany danych", "zmian danych"),
}


def to_undo(plan: Mapping[str, Any]) -> list[str]:
    """Return what undoing does, one piece of text a kind; empty: nothing."""
    found: Mapping[str, int] = plan["acts"]
    return [counted(found[act], *words) for act, words in _ACTS.items() if found[act]]


def sentence(finding: Finding, *, undone: bool) -> str:
    """Return what becomes of one thing."""
    if finding.why is not None:
        return _WHY[finding.why]
    action = finding.action or Action.TAKE_OUT
    return _TAKEN_BACK[action, finding.registry_number is None][undone]
