"""What proves that a caller owns an account, the support code typed on the card, and what the office then does."""

from collections.abc import Callable

from flask import Blueprint, flash

from examportal.accounts import guarded
from examportal.accounts.addresses.rules import SameAddress
from examportal.accounts.guarded import ProofNeeded
from examportal.accounts.halfway.rules import read_code
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.service import NoAccount
from examportal.accounts.staff.presence import present
from examportal.accounts.staff.rules import Permission
from examportal.accounts.support_codes import service as support
from examportal.accounts.support_codes.rules import Confirmed, WayInClosed
from examportal.core.errors import Refusal, Suspended
from examportal.db import release, transaction
from examportal.office import words
from examportal.office.helping import service as helping
from examportal.office.helping.forms import OwnerPhoneForm, SupportCodeForm
from examportal.office.helping.rules import AlreadyDone
from examportal.office.routes import Page
from examportal.office.routes.entries import me, open_card
from examportal.office.routes.people import ID, card_of, done_already, show_card
from examportal.profile.changes import service as changes
from examportal.profile.changes.rules import NothingChanged
from examportal.profile.forms import AddressForm
from examportal.register.queries import get_examiner
from examportal.throttle import service as throttle
from examportal.throttle.rules import EMAIL_CHANGES, LETTERS_TO, SUPPORT_CODE_MEMBER, SUPPORT_CODE_PERSON, Refuse
from examportal.web.filters import masked_email, moment, wait_words
from examportal.web.forms import PortalForm, form_page
from examportal.web.guard import staff_only

blueprint = Blueprint("proving", __name__)
_REFUSED: dict[type[Refusal], str] = {
    ProofNeeded: "To zmienimy dopiero, gdy rozmówca potwierdzi, że konto jest jego: poproś o kod autoryzujący i wpisz "
    "go na karcie. Kto nie może się zalogować, potwierdza to w sprawie o odzyskanie dostępu. Niczego nie zmieniliśmy.",
    NoAccount: "Ta osoba nie ma czynnego konta. Niczego nie zmieniliśmy.",
    SameAddress: "To jest już adres tego konta. Niczego nie zmieniliśmy.",
    NothingChanged: "Ten telefon jest już zapisany. Niczego nie zmieniliśmy.",
    Suspended: "Konto jest wstrzymane, dlatego adresu nie można teraz zmienić. Niczego nie zmieniliśmy.",
}
_WRONG = "Ten kod nie pasuje albo już nie działa. Rozmówca może przeczytać go jeszcze raz albo utworzyć nowy."


@blueprint.post(f"/biuro/osoby/{ID}/kod-autoryzujacy")
@staff_only(Permission.HELP_PEOPLE)
def take_code(examiner_id: int) -> Page:
    """Take the code that a caller tells; the right one opens, for this session, what needs a proof."""
    open_card(examiner_id)
    form = SupportCodeForm()
    if not form.validate_on_submit():
        return show_card(examiner_id, form)
    counted = {SUPPORT_CODE_PERSON: str(examiner_id), SUPPORT_CODE_MEMBER: str(present().member_id)}
    with transaction():
        decision = throttle.count_event(counted)
    if isinstance(decision, Refuse):
        form.refuse(f"Za dużo prób. Spróbuj ponownie {wait_words(decision.seconds)}.", "support_code")
        return show_card(examiner_id, form)
    confirmed = _compare(examiner_id, read_code(form.text("support_code")) or "")
    if confirmed is None:
        form.refuse(_WRONG, "support_code")
        return show_card(examiner_id, form)
    with transaction():
        throttle.forgive_event(counted)
    flash(f"Kod pasuje do {moment(confirmed.until)}. Przeczytaj rozmówcy dwa słowa: {confirmed.spoken}.", "success")
    return card_of(examiner_id)


def _compare(examiner_id: int, typed: str) -> Confirmed | None:
    """Compare outside any transaction and record what came of it."""
    clerk, code_id = present().actor, support.find_fitting(examiner_id, typed)
    release()
    try:
        with transaction():
            if code_id is not None:
                return support.accept(examiner_id, code_id, clerk)
            support.refuse(examiner_id, clerk)
    except WayInClosed:
        return None
    return None


@blueprint.get(f"/biuro/osoby/{ID}/prosby")
@staff_only(Permission.HELP_PEOPLE)
def requests(examiner_id: int) -> Page:
    """Show what the office does for the owner of an account who asks for it."""
    return _requests(examiner_id)


@blueprint.post(f"/biuro/osoby/{ID}/prosby/email")
@staff_only(Permission.HELP_PEOPLE)
def ask_for_email(examiner_id: int) -> Page:
    """Write with a link to another address; the account has it once the owner has confirmed it from there."""
    form, card = AddressForm(), open_card(examiner_id)
    if not form.validate_on_submit():
        return _requests(examiner_id, email_form=form)
    typed = form.text("email")
    with transaction():
        decision = throttle.count_event({EMAIL_CHANGES: f"desk {card.id}", LETTERS_TO: typed.lower()})
    if isinstance(decision, Refuse):
        form.refuse(f"Za dużo listów. Następny możesz wysłać {wait_words(decision.seconds)}.", "email")
        return _requests(examiner_id, email_form=form)

    def act() -> str:
        change = helping.ask_for_email(examiner_id, typed, me())
        return (
            f"List z linkiem jest w drodze na adres {masked_email(change.email)}. Adres zmieni się, gdy ta osoba "
            f"potwierdzi go z tamtej skrzynki, do {moment(change.expires_at)}. Na dotychczasowy adres też piszemy."
        )

    return _do(examiner_id, act, email_form=form)


@blueprint.post(f"/biuro/osoby/{ID}/prosby/telefon")
@staff_only(Permission.HELP_PEOPLE)
def change_phone(examiner_id: int) -> Page:
    """Write down another phone number."""
    form = OwnerPhoneForm()
    if not form.validate_on_submit():
        return _requests(examiner_id, phone_form=form)

    def act() -> str:
        changes.change_phone(examiner_id, form.text("phone"), me())
        return "Telefon zmieniony. Właściciel konta dostanie o tym list, a zmiana stoi w jego historii."

    return _do(examiner_id, act, phone_form=form)


@blueprint.post(f"/biuro/osoby/{ID}/prosby/drugi-krok")
@staff_only(Permission.HELP_PEOPLE)
def end_second_steps(examiner_id: int) -> Page:
    """End the second steps that somebody has lost."""
    form = PortalForm()
    if not form.validate_on_submit():
        return _requests(examiner_id, step_form=form)

    def act() -> str:
        helping.end_second_steps(examiner_id, me())
        return (
            "Drugi krok usunięty: aplikacja, klucze dostępu, kody zapasowe, telefon do kodów i zapamiętane urządzenia. "
            "Właściciel konta dostanie o tym list."
        )

    return _do(examiner_id, act, step_form=form)


def _do(examiner_id: int, act: Callable[[], str], **forms: PortalForm) -> Page:
    """Do it in one transaction and say so on the card, or say at its form why not; `forms` is that one form."""
    open_card(examiner_id)
    try:
        with transaction():
            said = act()
    except AlreadyDone as done:
        return done_already(examiner_id, done)
    except tuple(_REFUSED) as refusal:
        (form,) = forms.values()
        form.refuse(_REFUSED[type(refusal)])
        return _requests(examiner_id, **forms)
    flash(said, "success")
    return card_of(examiner_id)


def _requests(examiner_id: int, **sent: PortalForm) -> Page:
    """Return the page; `sent` is the one form that comes back."""
    card, who = open_card(examiner_id), me()
    forms = {"email_form": AddressForm, "phone_form": OwnerPhoneForm, "step_form": PortalForm}
    fresh = {name: kind(formdata=None) for name, kind in forms.items() if name not in sent}
    form = next(iter(sent.values())) if sent else fresh["step_form"]
    return form_page(
        "office/requests.html",
        form,
        card=card,
        contact=helping.contact_of(get_examiner(examiner_id)),
        closed={str(act): guarded.is_closed(examiner_id, act, who) for act in GuardedAct},
        confirmed=support.confirmed(examiner_id, who),
        states=words.ACCOUNTS,
        **fresh,
        **sent,
    )
