"""Acts for one person at the desk: a letter, an address, a throttle, sessions, suspending, notes and promises."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash

from examportal.accounts.guarded import ProofNeeded
from examportal.accounts.service import NoAccount
from examportal.accounts.staff.rules import Permission
from examportal.accounts.suspensions import NotSuspended
from examportal.core import clock
from examportal.core.errors import LinkReplaced, LinkUsed, Refusal, Suspended
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.mail.pausing.service import is_held_back
from examportal.office import words
from examportal.office.helping import queries, service
from examportal.office.helping.forms import (
    AddressCorrectionForm,
    ContactForm,
    NoteForm,
    RestorationReasonForm,
    SuspensionForm,
)
from examportal.office.helping.queries import NoteUnknown
from examportal.office.helping.rules import (
    AddressChangedMeanwhile,
    AddressReason,
    AlreadyDone,
    RestorationReason,
    SameAddress,
    SuspensionReason,
)
from examportal.office.people_forms import day_in
from examportal.office.routes import Page
from examportal.office.routes.entries import me, open_card
from examportal.office.routes.people import CODE_FIRST, ID, card_of, done_already, show_card
from examportal.register.entries.queries import PersonUnknown
from examportal.register.entries.rules import RevealReason
from examportal.web.filters import day, masked_email, moment, plural
from examportal.web.forms import PRESSED_TOO_LATE, PortalForm, form_page
from examportal.web.guard import staff_only

blueprint = Blueprint("helping", __name__)

Deed = Callable[[int, Actor], str]
"""An act inside its transaction; returns what to say about it."""

_REFUSED: dict[type[Refusal], str] = {
    LinkUsed: "Konto jest już aktywne, więc list aktywacyjny nie jest potrzebny. Niczego nie wysłaliśmy.",
    LinkReplaced: "Nie ma konta, które czeka na aktywację. Niczego nie wysłaliśmy.",
    Suspended: "Konto jest zawieszone, więc link niczego by nie otworzył. Niczego nie wysłaliśmy.",
    NoAccount: "Ta osoba nie ma jeszcze konta. Niczego nie zrobiliśmy.",
    NotSuspended: "To konto nie jest zawieszone. Niczego nie zmieniliśmy.",
    SameAddress: (
        "Ten adres jest już zapisany. Niczego nie zmieniliśmy; list możesz wysłać jeszcze raz przyciskiem na karcie."
    ),
    AddressChangedMeanwhile: "Ktoś w tym czasie zmienił adres. Niczego nie zapisaliśmy. Zajrzyj na kartę.",
    ProofNeeded: (
        "Ta osoba ma czynne konto, więc adres zmienimy dopiero, gdy potwierdzi, że to ona: kodem autoryzującym, który "
        "wpiszesz na karcie, albo w sprawie o odzyskanie dostępu. Niczego nie zmieniliśmy."
    ),
}


@blueprint.post(f"/biuro/osoby/{ID}/list-aktywacyjny")
@staff_only(Permission.HELP_PEOPLE)
def resend(examiner_id: int) -> Page:
    """Send the activation letter again."""

    def deed(whom: int, actor: Actor) -> str:
        posted = service.resend_activation(whom, actor)
        return f"{_posted('List aktywacyjny', posted.email)} Link działa do {moment(posted.expires_at)}."

    return _press(examiner_id, deed)


@blueprint.post(f"/biuro/osoby/{ID}/nowe-haslo")
@staff_only(Permission.HELP_PEOPLE)
def send_password_link(examiner_id: int) -> Page:
    """Send a link to a new password."""

    def deed(whom: int, actor: Actor) -> str:
        email, expires_at = service.send_password_link(whom, actor)
        return f"{_posted('Link do nowego hasła', email)} Działa do {moment(expires_at)}."

    return _press(examiner_id, deed)


@blueprint.post(f"/biuro/osoby/{ID}/proby")
@staff_only(Permission.HELP_PEOPLE)
def lift_throttle(examiner_id: int) -> Page:
    """Let the person try again at once."""

    def deed(whom: int, actor: Actor) -> str:
        ended = service.lift_throttle(whom, actor)
        if not ended:
            return "Nic nie wstrzymywało prób tej osoby: może logować się od razu."
        waits = plural(ended, "wstrzymanie", "wstrzymania", "wstrzymań")
        return f"Zdjęliśmy {ended} {waits}: o {_hour()} ta osoba może próbować znowu. Limity dla miejsc zostały."

    return _press(examiner_id, deed)


@blueprint.post(f"/biuro/osoby/{ID}/sesje")
@staff_only(Permission.HELP_PEOPLE)
def end_sessions(examiner_id: int) -> Page:
    """Sign the person out everywhere."""

    def deed(whom: int, actor: Actor) -> str:
        ended = service.end_sessions(whom, actor)
        return (
            f"Zakończone sesje tej osoby: {ended} (o {_hour()})." if ended else "Ta osoba nie jest nigdzie zalogowana."
        )

    return _press(examiner_id, deed)


@blueprint.route(f"/biuro/osoby/{ID}/adres", methods=["GET", "POST"])
@staff_only(Permission.HELP_PEOPLE)
def correct_address(examiner_id: int) -> Page:
    """Correct the address of an account that waits for its activation."""
    card = open_card(examiner_id)
    form = AddressCorrectionForm()
    known = queries.find_email(examiner_id)
    if not form.validate_on_submit():
        if not form.text("seen"):
            form.seen.data = service.address_stamp(known) if known else ""
        masked = masked_email(known) if known else None
        return form_page("office/correct_address.html", form, card=card, known=masked, states=words.ACCOUNTS)

    def deed(whom: int, actor: Actor) -> str:
        reason = AddressReason(form.text("reason"))
        posted = service.correct_address(whom, form.text("seen"), form.text("email"), reason, actor)
        return (
            f"Adres poprawiony o {_hour()}. {_posted('List aktywacyjny', posted.email)} Link działa do "
            f"{moment(posted.expires_at)}. Linki wysłane na poprzedni adres już nie działają. Tam "
            "wysyłamy wiadomość o zmianie, najwyżej raz na dobę."
        )

    return _do(examiner_id, deed)


@blueprint.route(f"/biuro/osoby/{ID}/zawieszenie", methods=["GET", "POST"])
@staff_only(Permission.HELP_PEOPLE)
def suspend(examiner_id: int) -> Page:
    """Close the person's way in, for a reason."""
    form = SuspensionForm()
    if not form.validate_on_submit():
        return _ask("office/suspend.html", form, examiner_id)

    def deed(whom: int, actor: Actor) -> str:
        service.suspend(whom, SuspensionReason(form.text("reason")), actor)
        return f"Konto zawieszone o {_hour()}, wszystkie sesje tej osoby są zakończone."

    return _do(examiner_id, deed)


@blueprint.route(f"/biuro/osoby/{ID}/przywrocenie", methods=["GET", "POST"])
@staff_only(Permission.HELP_PEOPLE)
def restore(examiner_id: int) -> Page:
    """Open the person's way in again, for a reason."""
    form = RestorationReasonForm()
    if not form.validate_on_submit():
        return _ask("office/restore.html", form, examiner_id)

    def deed(whom: int, actor: Actor) -> str:
        service.restore(whom, RestorationReason(form.text("reason")), actor)
        return f"Konto przywrócone o {_hour()}. Poniżej widać, czy coś jeszcze przeszkadza w logowaniu."

    return _do(examiner_id, deed)


@blueprint.post(f"/biuro/osoby/{ID}/notatki")
@staff_only(Permission.HELP_PEOPLE)
def write_note(examiner_id: int) -> Page:
    """Keep a note, or a promise when there is a day."""
    form = NoteForm()
    if not form.validate_on_submit():
        return show_card(examiner_id, form)
    due_on = day_in(form, "due_on")

    def deed(whom: int, actor: Actor) -> str:
        service.write_note(whom, form.text("note"), due_on, actor)
        return f"Obietnica zapisana na {day(due_on)}: przypomnimy o niej w biurze." if due_on else "Notatka zapisana."

    return _do(examiner_id, deed)


@blueprint.post(f"/biuro/osoby/{ID}/notatki/<int(max=2147483647):note_id>/zrobione")
@staff_only(Permission.HELP_PEOPLE)
def keep_promise(examiner_id: int, note_id: int) -> Page:
    """Mark a promise as done."""

    def deed(whom: int, actor: Actor) -> str:
        service.keep_promise(whom, note_id, actor)
        return "Obietnica jest spełniona i zniknęła z listy w biurze."

    return _press(examiner_id, deed)


@blueprint.post(f"/biuro/osoby/{ID}/pokaz-kontakt")
@staff_only(Permission.HELP_PEOPLE)
def reveal_contact(examiner_id: int) -> Page:
    """Show addresses and phone numbers once, on this very answer."""
    form = ContactForm()
    if not form.validate_on_submit():
        return show_card(examiner_id, form)
    try:
        with transaction():
            reason, told = RevealReason(form.text("contact_reason")), bool(form.contact_told.data)
            contact = service.reveal_contact(examiner_id, reason, me(), told=told)
    except PersonUnknown:
        abort(404)
    except ProofNeeded:
        form.refuse(CODE_FIRST, "contact_told")
        return show_card(examiner_id, form)
    return show_card(examiner_id, PortalForm(formdata=None), contact=contact)


def _press(examiner_id: int, deed: Deed) -> Page:
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return card_of(examiner_id)
    return _do(examiner_id, deed)


def _do(examiner_id: int, deed: Deed) -> Page:
    """Do it in one transaction and say on the card what happened, or why nothing did."""
    try:
        with transaction():
            said = deed(examiner_id, me())
    except (PersonUnknown, NoteUnknown):
        abort(404)
    except AlreadyDone as done:
        return done_already(examiner_id, done)
    except tuple(_REFUSED) as refusal:
        flash(_REFUSED[type(refusal)], "warning")
    else:
        flash(said, "success")
    return card_of(examiner_id)


def _ask(template: str, form: PortalForm, examiner_id: int, **facts: Any) -> Page:
    return form_page(template, form, card=open_card(examiner_id), states=words.ACCOUNTS, **facts)


def _posted(what: str, email: str) -> str:
    """Return where a letter is that was posted now; nothing is on its way while the office has paused sending."""
    to = f"{masked_email(email)} (zlecony o {_hour()})"
    if is_held_back(email):
        return f"{what} czeka na wysłanie na adres {to}: wysyłanie listów jest teraz wstrzymane."
    return f"{what} jest w drodze na adres {to}."


def _hour() -> str:
    return f"{clock.in_warsaw(clock.now()):%H:%M}"
