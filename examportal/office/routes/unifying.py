"""Two records of one person: asked for, shown side by side, joined, and parted again."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, url_for

from examportal.accounts import guarded
from examportal.accounts.guarded import ProofNeeded
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.staff.rules import Permission
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.office import pairs, people, words
from examportal.office.people import Card
from examportal.office.people_forms import EntryForm, written
from examportal.office.person_forms import OtherForm, UnifyForm
from examportal.office.routes import Page
from examportal.office.routes.entries import ActPage, me, open_card
from examportal.office.routes.people import ID
from examportal.profile.unifying import queries
from examportal.profile.unifying import service as unifying
from examportal.profile.unifying.queries import Joined, UnificationUnknown
from examportal.profile.unifying.rules import (
    UNDO_TIME,
    AlreadyParted,
    Basis,
    JoinedIsActive,
    OneRecord,
    TooLate,
    WayInClosed,
    doubts,
)
from examportal.register.entries.joining import IdentityTaken
from examportal.register.entries.service import Seen
from examportal.web.forms import form_page
from examportal.web.guard import staff_only

blueprint = Blueprint("unifying", __name__)
OTHER = "<int(max=2147483647):other_id>"

_REFUSED: dict[type[Refusal], str] = {
    ProofNeeded: "Jedna z tych osób ma czynne konto, więc karty połączymy lub rozłączymy dopiero, gdy potwierdzi, że "
    "to ona: kodem autoryzującym, który wpiszesz na jej karcie, albo w sprawie o odzyskanie dostępu. Niczego nie "
    "zmieniliśmy.",
    WayInClosed: "Jedna z tych kart jest zawieszona, bo ktoś odpowiedział na list „to nie ja”. Najpierw trzeba to "
    "wyjaśnić. Niczego nie zmieniliśmy.",
    JoinedIsActive: "Karta dołączana ma czynne konto, które by przepadło. Zostać może tylko ona: wybierz „Zamień: "
    "niech zostanie druga karta”. Niczego nie zmieniliśmy.",
    OneRecord: "To jest ta sama karta. Podaj numer drugiej karty tej osoby.",
    TooLate: "Karty można rozłączyć przez 30 dni od połączenia. Ten czas minął.",
    AlreadyParted: "Te karty są już rozłączone.",
    IdentityTaken: "PESEL lub dokument z dołączonej karty ma teraz w ewidencji inna osoba. Najpierw to wyjaśnij.",
}


@dataclass
class PairPage(ActPage):
    """The page of two records; both are as they were seen."""

    other_id: int = 0

    def show(self, **more: Any) -> Page:
        """Return the page with both records as they are now."""
        other = open_card(self.other_id)
        form = self.form
        if not form.text("other_stamp") or more.get("changed"):
            form["other_stamp"].data = other.record.stamp
        return super().show(
            other=other,
            rows=pairs.compare(self.card, other),
            doubts=[words.DOUBTS[doubt] for doubt in doubts(self.card.record.person, other.record.person)],
            guarded=any(guarded.is_closed(card.id, GuardedAct.UNIFY, me()) for card in (self.card, other)),
            days=UNDO_TIME.days,
            **more,
        )


@blueprint.route(f"/biuro/osoby/{ID}/polaczenie", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def other(examiner_id: int) -> Page:
    """Ask which other record is the same person's; nobody is ever found by a name or an e-mail address here."""
    card, form = open_card(examiner_id), OtherForm()
    if not form.validate_on_submit():
        return form_page("office/unify_with.html", form, card=card)
    found = people.search_exactly(form.text("query"))
    if found is None or found == examiner_id:
        said = _REFUSED[OneRecord] if found else "Nie ma w ewidencji takiego numeru. Sprawdź, czy nie ma literówki."
        form.refuse(said, "query")
        return form_page("office/unify_with.html", form, card=card)
    return redirect(url_for("unifying.unify", examiner_id=examiner_id, other_id=found), 303)


@blueprint.route(f"/biuro/osoby/{ID}/polaczenie/{OTHER}", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def unify(examiner_id: int, other_id: int) -> Page:
    """Show two records side by side, and join the second to the first."""
    if examiner_id == other_id:
        abort(404)
    form = UnifyForm()
    page = PairPage("office/unify.html", form, open_card(examiner_id), refusals=_REFUSED, other_id=other_id)
    if not form.validate_on_submit():
        return page.show()
    joined, basis = Seen(other_id, form.text("other_stamp")), Basis(form.text("basis"))
    said = f"Karty są połączone. Do dnia {written((clock.now() + UNDO_TIME).date())} można je rozłączyć."
    return page.do(lambda seen, actor: unifying.unify(seen, joined, basis, actor), said)


@blueprint.route(f"/biuro/osoby/{ID}/rozlaczenie/<int(max=2147483647):unification_id>", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def part(examiner_id: int, unification_id: int) -> Page:
    """Make two records of two that were joined."""
    card, joined = _joined(examiner_id, unification_id)
    page = ActPage("office/part.html", EntryForm(), card, {"joined": joined}, _REFUSED)
    if not page.form.validate_on_submit():
        return page.show()
    return page.do(lambda seen, actor: unifying.part(unification_id, seen, actor), "Karty są znowu osobne.")


def _joined(examiner_id: int, unification_id: int) -> tuple[Card, Joined]:
    """Return the kept card and the joined record of which the address speaks, or answer 404."""
    card = open_card(examiner_id)
    try:
        joined = queries.get_joined(unification_id)
    except UnificationUnknown:
        abort(404)
    return (card, joined) if joined.kept_id == examiner_id else abort(404)
