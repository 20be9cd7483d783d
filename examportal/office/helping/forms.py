"""Forms of the acts for one person."""

from wtforms import BooleanField, Field, HiddenField, StringField, TelField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.accounts.halfway.rules import read_code
from examportal.core import clock
from examportal.intake.cells import read_date
from examportal.office.helping.rules import AddressReason, RestorationReason, SuspensionReason
from examportal.office.people_forms import DAY_WORDS, TOLD
from examportal.office.words import REVEAL_CHOICES
from examportal.profile.forms import AddressForm, phone_number
from examportal.web.choices import ChoiceField
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required
from examportal.web.plumbing import REQUEST_LIMIT

LONGEST_NOTE = 500
_CHOOSE = ("", "Wybierz z listy")
_REASON = [Required("Wybierz powód: zapiszemy go w dzienniku.")]


class AddressCorrectionForm(AddressForm):
    """The right address, why, and which one the clerk saw."""

    reason = ChoiceField(
        "Powód",
        (
            _CHOOSE,
            (AddressReason.TYPO.value, "literówka w adresie"),
            (AddressReason.OTHER_MAILBOX.value, "ta osoba prosi o inną skrzynkę"),
            (AddressReason.REFUSED.value, "poczta odrzuca listy na ten adres"),
        ),
        _REASON,
    )
    seen = HiddenField("", [MaxLength(REQUEST_LIMIT)])


class OwnerPhoneForm(PortalForm):
    """Another phone number, for the owner who asks for it."""

    phone = TelField("Nowy telefon", [Required("Wpisz numer telefonu."), MaxLength(40), phone_number])


class SuspensionForm(PortalForm):
    """Why somebody's way in is closed."""

    reason = ChoiceField(
        "Powód",
        (
            _CHOOSE,
            (SuspensionReason.OWN_WISH.value, "ta osoba o to prosi"),
            (SuspensionReason.STRANGER.value, "podejrzenie, że z konta korzysta ktoś inny"),
            (SuspensionReason.CLARIFICATION.value, "do wyjaśnienia"),
        ),
        _REASON,
    )


class RestorationReasonForm(PortalForm):
    """Why it is opened again."""

    reason = ChoiceField(
        "Powód",
        (
            _CHOOSE,
            (RestorationReason.SETTLED.value, "sprawa jest wyjaśniona z tą osobą"),
            (RestorationReason.MISTAKE.value, "zawieszenie było pomyłką"),
        ),
        _REASON,
    )


class ContactForm(PortalForm):
    """Why addresses and phone numbers are looked at."""

    contact_reason = ChoiceField("Powód", REVEAL_CHOICES, _REASON)
    contact_told = BooleanField(TOLD)


def _six_digits(_form: BaseForm, field: Field) -> None:
    if read_code(field.data) is None:
        raise StopValidation("Kod ma 6 cyfr. Wpisz je tak, jak czyta je rozmówca.")


class SupportCodeForm(PortalForm):
    """The code by which a caller shows to own the account."""

    support_code = StringField("Kod autoryzujący", [Required("Wpisz 6 cyfr, które poda rozmówca."), _six_digits])


def _not_past(_form: BaseForm, field: Field) -> None:
    promised = read_date(field.data)
    if promised is None:
        raise StopValidation(DAY_WORDS)
    if promised < clock.today():
        raise StopValidation("Ten dzień już minął. Wpisz dzień, który dopiero będzie, albo zostaw puste pole.")


class NoteForm(PortalForm):
    """A note, with a day when something is promised."""

    note = StringField("Notatka", [Required("Wpisz treść notatki."), MaxLength(LONGEST_NOTE)])
    due_on = StringField("Termin, jeśli coś obiecujesz", [MayBeEmpty(), _not_past])
