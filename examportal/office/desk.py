"""What stands on every page of the staff: who is signed in, where they may go, when the time runs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, flash, request, url_for

from examportal.accounts.staff import presence, rules
from examportal.accounts.staff.presence import OnDutyHere, WentOut
from examportal.accounts.staff.rules import Permission
from examportal.office import words
from examportal.web.guard import Admission

_MINUTES, _HOURS = rules.IDLE_LIMIT.seconds // 60, rules.ABSOLUTE_LIMIT.seconds // 3600
_AGAIN = "Zaloguj się ponownie."
_SAID = {
    WentOut.IDLE: f"Wylogowaliśmy Cię, bo przez {_MINUTES} minut nic się nie działo. {_AGAIN}",
    WentOut.LONG: f"Wylogowaliśmy Cię, bo minęło {_HOURS} godzin od zalogowania. {_AGAIN}",
    None: "Ta strona jest dla pracowników komisji. Zaloguj się, aby ją otworzyć.",
}


@dataclass(frozen=True)
class Place:
    """A page that the staff can go to, what it is called, what it is for, and the permission it asks for."""

    endpoint: str
    label: str
    purpose: str
    permission: Permission | None = None


PLACES = (
    Place("people.search", "Osoby", "ewidencja egzaminatorów: numery, konta, zmiany wpisów", Permission.SEE_PEOPLE),
    Place(
        "recovery.overview", "Sprawy", "odzyskiwanie dostępu: dowody, druga osoba, oczekiwanie", Permission.HANDLE_CASES
    ),
    Place(
        "reported_changes.overview",
        "Zgłoszone zmiany",
        "co egzaminatorzy zmienili w swoich danych, nazwiska do sprawdzenia",
        Permission.CORRECT_REGISTER,
    ),
    Place(
        "reported_corrections.overview",
        "Zgłoszone poprawki",
        "błędy w ewidencji, które zgłosili egzaminatorzy",
        Permission.CORRECT_REGISTER,
    ),
    Place("season.overview", "Sezon", "ile osób doszło do konta, gdzie się zatrzymują", Permission.SEE_PEOPLE),
    Place(
        "intake.start",
        "Wczytywanie plików",
        "pliki z ewidencją: podgląd zmian i wczytanie",
        Permission.LOAD_REGISTER,
    ),
    Place("resends.overview", "Wysyłki", "ponowne listy aktywacyjne do wielu osób naraz", Permission.HELP_PEOPLE),
    Place(
        "letter_texts.overview", "Treść listów", "słowa, którymi portal pisze do egzaminatorów", Permission.EDIT_LETTERS
    ),
    Place("office_terms.overview", "Regulamin", "projekt, publikacja, kto potwierdził", Permission.EDIT_TERMS),
    Place(
        "letters.overview", "Listy", "co czeka, co nie doszło i dlaczego, wstrzymywanie wysyłki", Permission.SEE_PEOPLE
    ),
    Place(
        "colleagues.overview",
        "Pracownicy",
        "kto ma dostęp do biura, zaproszenia, role, uprawnienia, wstrzymywanie",
        Permission.MANAGE_STAFF,
    ),
    Place(
        "old_accounts.start",
        "Dawne konta",
        "konta z dawnego serwisu: kto przechodzi, kto nie i dlaczego; zaproszenia dla egzaminatorów",
        Permission.MOVE_ACCOUNTS,
    ),
    Place(
        "journal.entries",
        "Dziennik",
        "kto, co i kiedy zrobił w portalu; czy nikt nie zmienił dziennika",
        Permission.READ_JOURNAL,
    ),
    Place("own_keys.overview", "Twoje konto", "hasło, aplikacja z kodami, kody zapasowe"),
)


@dataclass(frozen=True)
class Link:
    """A place as it is drawn."""

    url: str
    label: str
    purpose: str
    is_here: bool


@dataclass(frozen=True)
class Desk:
    """What a page of the staff shows around its own content."""

    name: str
    role: str
    links: Sequence[Link]
    idle_limit: timedelta


def init_app(app: Flask) -> None:
    """Let the layout of the staff's pages ask for the desk; pages of other rooms use that layout too."""
    app.jinja_env.globals["desk"] = desk


def desk() -> Desk | None:
    """Return the desk of whoever is signed in."""
    here = presence.find()
    if here is None:
        return None
    return Desk(here.name, words.ROLES[here.role], places_for(here), rules.IDLE_LIMIT)


def places_for(here: OnDutyHere) -> list[Link]:
    """Return the pages that somebody may open."""
    return [
        Link(url_for(place.endpoint), place.label, place.purpose, is_here=place.endpoint == request.endpoint)
        for place in PLACES
        if here.may(place.permission)
    ]


def admit(permission: str | None) -> Admission:
    """Tell the guard whether whoever is here may open a page; says to a stranger why not."""
    here = presence.find()
    if here is None:
        flash(_SAID[presence.went_out()])
        return Admission.STRANGER
    return Admission.ADMITTED if here.may(permission) else Admission.NOT_PERMITTED
