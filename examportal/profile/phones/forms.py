"""Forms of the phone that gets codes."""

from wtforms import Field, StringField, TelField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.accounts.halfway.rules import read_code
from examportal.profile.forms import phone_number
from examportal.profile.rules import gets_messages
from examportal.web.forms import MaxLength, PortalForm, Required

WRONG_CODE = "Ten kod nie pasuje. Sprawdź, czy to kod z najnowszego SMS-a. Możesz też wysłać nowy."


def _mobile(_form: BaseForm, field: Field) -> None:
    if not gets_messages(field.data):
        raise StopValidation("Na ten numer nie da się wysłać SMS-a. Podaj numer telefonu komórkowego.")


def _six_digits(_form: BaseForm, field: Field) -> None:
    if read_code(field.data) is None:
        raise StopValidation("Kod ma 6 cyfr. Przepisz go z SMS-a.")


class PhoneForm(PortalForm):
    """The number to which codes are to go."""

    phone = TelField("Numer telefonu", [Required("Wpisz numer telefonu."), MaxLength(40), phone_number, _mobile])


class PhoneCodeForm(PortalForm):
    """The code that was sent to the phone."""

    code = StringField("Kod z SMS-a", [Required("Wpisz 6 cyfr z SMS-a."), _six_digits])
