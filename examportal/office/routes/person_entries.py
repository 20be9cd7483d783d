"""Who somebody is, by form: a new person, names and contact, PESEL and document; and corrections of a number."""

from flask import Blueprint, flash

from examportal.accounts import guarded
from examportal.accounts.guarded import ProofNeeded
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.staff.rules import Permission
from examportal.core.errors import Refusal
from examportal.db import transaction
from examportal.office.people_forms import NumberCorrectionForm
from examportal.office.person_forms import DocumentForm, NewPersonForm, PersonForm, PeselForm, filled_in
from examportal.office.routes import Page
from examportal.office.routes.entries import NUMBER, ActPage, me, open_card, open_number
from examportal.office.routes.people import ID, card_of
from examportal.register.entries import service as entries
from examportal.register.entries.service import FormerPesel, NumberTaken, PersonKnown
from examportal.register.queries import scopes_by_code
from examportal.web.forms import form_page
from examportal.web.guard import staff_only

blueprint = Blueprint("person_entries", __name__)
_PROOF_NEEDED: dict[type[Refusal], str] = {
    ProofNeeded: (
        "Ta osoba ma czynne konto, więc to, kim jest, poprawimy dopiero, gdy potwierdzi, że to ona: kodem "
        "autoryzującym, który wpiszesz na karcie, albo w sprawie o odzyskanie dostępu. Niczego nie zmieniliśmy."
    ),
}


@blueprint.route("/biuro/osoby/nowa", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def add_person() -> Page:
    """Enter a person; somebody who is in the register already is shown instead."""
    form = NewPersonForm(scopes_by_code())
    if not form.validate_on_submit():
        return _new_person(form)
    try:
        with transaction():
            examiner_id = entries.enter_person(form.person(), form.entry(), me(), is_another=bool(form.is_another.data))
    except PersonKnown as known:
        flash("Ta osoba jest już w ewidencji: oto jej karta. Niczego nie zmieniliśmy. Numer możesz dodać tutaj.")
        return card_of(known.examiner_id)
    except NumberTaken as taken:
        form.refuse("Ten numer ma w ewidencji inna osoba. Ustal, czyj jest.", "registry_number")
        return _new_person(form, holder=taken.examiner_id)
    except FormerPesel as former:
        form.refuse("Ten PESEL stał dawniej na innej karcie w ewidencji. Ustal, czy to ta sama osoba.", "pesel")
        return _new_person(form, former=former.examiner_id)
    said = "Osoba jest w ewidencji."
    if not form.text("pesel"):
        said += " Zamiast numeru PESEL ma login, który stoi na tej karcie: podaj go tej osobie."
    flash(said, "success")
    return card_of(examiner_id)


@blueprint.route(f"/biuro/osoby/{ID}/dane", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def correct_person(examiner_id: int) -> Page:
    """Correct names and contact."""
    card = open_card(examiner_id)
    form = PersonForm(data=dict(filled_in(card.record.person)))
    page = ActPage("office/correct_person.html", form, card)
    if not form.validate_on_submit():
        return page.show()
    names = form.text("last_name"), form.text("first_names")
    contact = form.text("email") or None, form.text("phone") or None
    return page.do(lambda seen, actor: entries.correct_person(seen, names, contact, actor), "Dane poprawione.")


@blueprint.route(f"/biuro/osoby/{ID}/pesel", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def correct_pesel(examiner_id: int) -> Page:
    """Correct the PESEL, or give one to whoever had none."""
    form = PeselForm()
    page = ActPage(
        "office/correct_pesel.html",
        form,
        open_card(examiner_id),
        {"guarded": guarded.is_closed(examiner_id, GuardedAct.PESEL, me()), "former": None},
        _PROOF_NEEDED,
    )
    if not form.validate_on_submit():
        return page.show()
    pesel, is_another = form.identity(), bool(form.is_another.data)
    return page.do(
        lambda seen, actor: guarded.correct_pesel(seen, pesel, actor, is_another=is_another),
        "PESEL poprawiony. Po dawnym numerze tę osobę znajdą biuro i pliki, ale nie można się nim zalogować.",
    )


@blueprint.route(f"/biuro/osoby/{ID}/dokument", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def correct_document(examiner_id: int) -> Page:
    """Correct the identity document by which files find somebody without PESEL."""
    card = open_card(examiner_id)
    form = DocumentForm(card.record.person.personal)
    facts = {"guarded": guarded.is_closed(examiner_id, GuardedAct.DOCUMENT, me())}
    page = ActPage("office/correct_document.html", form, card, facts, _PROOF_NEEDED)
    if not form.validate_on_submit():
        return page.show()
    document = form.identity()
    return page.do(
        lambda seen, actor: guarded.correct_document(seen, document, actor),
        "Dokument poprawiony. Pliki znajdą tę osobę także po dawnym dokumencie.",
    )


@blueprint.route(f"/biuro/osoby/{ID}/numery/{NUMBER}/poprawka", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def correct_number(examiner_id: int, qualification_id: int) -> Page:
    """Correct scope and days of a number, and what stands of its removal."""
    card, number = open_number(examiner_id, qualification_id)
    form = NumberCorrectionForm(scopes_by_code(), number)
    page = ActPage("office/correct_number.html", form, card, {"number": number})
    if not form.validate_on_submit():
        return page.show()
    correction = form.correction()
    return page.do(
        lambda seen, actor: entries.correct_number(seen, qualification_id, correction, actor),
        f"Numer {number.entry.registry_number} poprawiony.",
    )


def _new_person(form: NewPersonForm, holder: int | None = None, former: int | None = None) -> Page:
    return form_page(
        "office/add_person.html",
        form,
        holder=open_card(holder) if holder else None,
        former=open_card(former) if former else None,
    )
