"""Changes of one person by form: each act has a page of its own, and all go the same way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for

from examportal.accounts import numbers
from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.office import people, words
from examportal.office.people import Card
from examportal.office.people_forms import EntryForm, NumberForm, RemovalForm, RestorationForm, day_in, written
from examportal.office.reported import correcting
from examportal.office.routes import Page
from examportal.office.routes.people import ID, card_of
from examportal.profile.corrections.rules import Report
from examportal.profile.corrections.words import TOPICS
from examportal.register.entries import service as entries
from examportal.register.entries.queries import PersonUnknown
from examportal.register.entries.rules import (
    AlreadyRemoved,
    EarlierThanEntry,
    EarlierThanRemoval,
    EarlierThanReturn,
    LaterThanRemoval,
    NothingChanged,
    NotRemoved,
    NotYet,
    NumberRecord,
)
from examportal.register.entries.service import (
    ChangedMeanwhile,
    DocumentKnown,
    FormerPesel,
    Held,
    NumberTaken,
    PersonKnown,
    Seen,
)
from examportal.register.queries import scopes_by_code
from examportal.web.forms import form_page
from examportal.web.guard import staff_only

blueprint = Blueprint("entries", __name__)
NUMBER = "<int(max=2147483647):qualification_id>"

_CHANGED = (
    "Ktoś w tym czasie zmienił dane tej osoby. Niczego nie zapisaliśmy, a Twoje odpowiedzi zostały. Porównaj je z tym, "
    "co jest teraz w ewidencji, i jeśli nadal są aktualne, zapisz jeszcze raz."
)
_REFUSED: dict[type[Refusal], tuple[str, str | None]] = {
    AlreadyRemoved: ("Ten numer jest już skreślony.", None),
    NotRemoved: ("Ten numer nie jest skreślony.", None),
    EarlierThanEntry: ("Numer nie może być skreślony przed dniem wpisu do ewidencji. Sprawdź obie daty.", "removed_on"),
    EarlierThanReturn: (
        "Ten numer był już kiedyś skreślony i przywrócony. Nowe skreślenie nie może być wcześniejsze niż przywrócenie.",
        "removed_on",
    ),
    EarlierThanRemoval: ("Numer nie może wrócić przed dniem skreślenia. Sprawdź obie daty.", "restored_on"),
    NothingChanged: ("Nie ma czego zapisać: wszystko jest takie samo jak w ewidencji.", None),
    LaterThanRemoval: ("Data wpisu jest późniejsza niż skreślenie tego numeru. Sprawdź obie daty.", "entered_on"),
    NotYet: ("Przywrócenie działa od razu, więc jego data nie może być późniejsza niż dziś.", "restored_on"),
}

_HELD: dict[type[Held], tuple[str, str]] = {
    NumberTaken: ("Ten numer ma w ewidencji inna osoba. Ustal, czyj jest.", "registry_number"),
    PersonKnown: ("Ten PESEL ma w ewidencji inna osoba. Ustal, czyj jest.", "pesel"),
    DocumentKnown: ("Ten dokument ma w ewidencji inna osoba. Ustal, czyj jest.", "document_number"),
    FormerPesel: ("Ten PESEL stał dawniej na innej karcie w ewidencji. Ustal, czy to ta sama osoba.", "pesel"),
}


@dataclass
class ActPage:
    """The page of one act: its form, whom it is about, what else its template needs, and refusals of this act alone."""

    template: str
    form: EntryForm
    card: Card
    facts: dict[str, Any] = field(default_factory=dict)
    refusals: Mapping[type[Refusal], str] = field(default_factory=dict)

    def show(self, **more: Any) -> Page:
        """Return the page; a form opened now has seen the person as they are now, and has the answers of a report."""
        asked = self.asked()
        if not self.form.text("stamp"):
            self.form.stamp.data = self.card.record.stamp
            self._fill_in(asked)
        drawn = {"changed": False, "holder": None, "states": words.ACCOUNTS, "grounds": words.GROUNDS} | self.facts
        drawn |= {"asked": asked, "topics": TOPICS}
        return form_page(self.template, self.form, card=self.card, **(drawn | more))

    def do(self, act: Callable[[Seen, Actor], None], said: str) -> Page:
        """Do it in one transaction and say so on the card, or say here why not."""
        try:
            with transaction():
                act(Seen(self.card.id, self.form.text("stamp")), me())
        except ChangedMeanwhile:
            return self._anew()
        except PersonUnknown:
            abort(404)
        except Held as held:
            return self._held(held)
        except tuple(self.refusals) as refusal:
            self.form.refuse(self.refusals[type(refusal)])
            return self.show()
        except tuple(_REFUSED) as refusal:
            self.form.refuse(*_REFUSED[type(refusal)])
            return self.show()
        return self._done(said)

    def asked(self) -> Report | None:
        """Return the report of this person by which the page was opened, as long as it waits."""
        return correcting.find_asked(self.card.id, self.form.text("report") or request.args.get("zgloszenie", ""))

    def _fill_in(self, asked: Report | None) -> None:
        if asked is None:
            return
        self.form.report.data = str(asked.id)
        for name, answer in correcting.asked_for(asked).items():
            if name in self.form:
                self.form[name].data = answer

    def _done(self, said: str) -> Page:
        asked = self.asked()
        if asked is None:
            flash(said, "success")
            return card_of(self.card.id)
        flash(f"{said} Zamknij teraz zgłoszenie {asked.number}: egzaminator na nie czeka.", "success")
        return redirect(url_for("reported_corrections.one", report_id=asked.id), 303)

    def _anew(self) -> Page:
        self.card = open_card(self.card.id)
        self.form.stamp.data = self.card.record.stamp
        self.form.refuse(_CHANGED)
        return self.show(changed=True)

    def _held(self, held: Held) -> Page:
        if held.examiner_id == self.card.id:
            self.form.refuse("Ta osoba ma już ten numer. Jeśli jest skreślony, można go przywrócić.", "registry_number")
            return self.show()
        self.form.refuse(*_HELD[type(held)])
        name = "former" if isinstance(held, FormerPesel) else "holder"
        return self.show(**{name: open_card(held.examiner_id)})


@blueprint.route(f"/biuro/osoby/{ID}/numery/nowy", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def add_number(examiner_id: int) -> Page:
    """Enter one more number of a person."""
    form = NumberForm(scopes_by_code())
    page = ActPage("office/add_number.html", form, open_card(examiner_id))
    if not form.validate_on_submit():
        return page.show()
    number = form.entry()
    return page.do(
        lambda seen, actor: numbers.add_number(seen, number, actor), f"Numer {number.registry_number} jest w ewidencji."
    )


@blueprint.route(f"/biuro/osoby/{ID}/numery/{NUMBER}/skreslenie", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def remove_number(examiner_id: int, qualification_id: int) -> Page:
    """Remove a number."""
    card, number = open_number(examiner_id, qualification_id)
    form = RemovalForm()
    page = ActPage("office/remove_number.html", form, card, {"number": number})
    if not form.validate_on_submit():
        return page.show()
    removal = form.entry()
    return page.do(
        lambda seen, actor: entries.remove_number(seen, qualification_id, removal, actor),
        f"Numer {number.entry.registry_number} jest skreślony od dnia {written(removal.removed_on)}.",
    )


@blueprint.route(f"/biuro/osoby/{ID}/numery/{NUMBER}/przywrocenie", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def restore_number(examiner_id: int, qualification_id: int) -> Page:
    """End the removal of a number."""
    card, number = open_number(examiner_id, qualification_id)
    form = RestorationForm(restored_on=written(clock.today()))
    page = ActPage("office/restore_number.html", form, card, {"number": number})
    if not form.validate_on_submit():
        return page.show()
    restored_on = day_in(form, "restored_on") or clock.today()
    return page.do(
        lambda seen, actor: entries.restore_number(seen, qualification_id, restored_on, actor),
        f"Numer {number.entry.registry_number} jest znowu czynny.",
    )


def open_card(examiner_id: int) -> Card:
    """Return the card of whom the address names, or answer 404."""
    try:
        return people.get_card(examiner_id)
    except PersonUnknown:
        abort(404)


def open_number(examiner_id: int, qualification_id: int) -> tuple[Card, NumberRecord]:
    """Return card and number of which the address speaks, or answer 404."""
    card = open_card(examiner_id)
    number = card.number(qualification_id)
    if number is None:
        abort(404)
    return card, number


def me() -> Actor:
    """Return who acts."""
    return presence.present().actor
