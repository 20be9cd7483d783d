"""The form for the code of the second step."""

from wtforms import BooleanField, Field, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.accounts.devices.rules import TRUST_LIFETIME
from examportal.accounts.halfway.rules import read_code
from examportal.accounts.steps.asking import PasskeyForm
from examportal.web.forms import PortalForm, Required

REFUSED = (
    "Ten kod nie pasuje albo jego czas minął. Sprawdź, czy to kod z najnowszej wiadomości. Możesz też zamówić nowy kod."
)

WRONG_CODE = (
    "Ten kod nie pasuje. Wpisz kod, który aplikacja pokazuje teraz – każdy działa tylko raz – albo kod zapasowy, "
    "którego jeszcze nie było. Sprawdź też, czy telefon ma ustawioną dokładną godzinę."
)


def _six_digits(_form: BaseForm, field: Field) -> None:
    if read_code(field.data) is None:
        raise StopValidation("Kod ma 6 cyfr. Przepisz go z wiadomości.")


class LoginCodeForm(PortalForm):
    """The code that was sent, and whether this browser shall be asked for one the next time."""

    code = StringField("Kod logowania", [Required("Wpisz 6 cyfr z wiadomości."), _six_digits])
    remember_device = BooleanField(f"Nie pytaj o kod na tym komputerze przez {TRUST_LIFETIME.days} dni")


class StrongStepForm(PortalForm):
    """A code of the app or on paper, and whether this browser shall be asked for one the next time."""

    code = StringField("Kod", [Required("Wpisz kod z aplikacji albo kod zapasowy.")])
    remember_device = BooleanField(f"Nie pytaj o kod na tym komputerze przez {TRUST_LIFETIME.days} dni")


class StrongKeyForm(PasskeyForm):
    """A passkey, and whether this browser shall be asked for one the next time."""

    remember_device = BooleanField(f"Nie pytaj o klucz na tym komputerze przez {TRUST_LIFETIME.days} dni")


class SendForm(PortalForm):
    """The button that has a code sent."""

    channel = StringField()
