"""Forms of the own second steps."""

from wtforms import StringField

from examportal.accounts.steps.asking import PasskeyForm
from examportal.accounts.steps.rules import LONGEST_KEY_NAME
from examportal.web.forms import MaxLength, PortalForm, Required

WRONG_FIRST_CODE = (
    "Ten kod nie pasuje. Wpisz 6 cyfr, które aplikacja pokazuje teraz przy tym koncie. Sprawdź też, czy telefon ma "
    "ustawioną dokładną godzinę."
)
KEY_TAKEN = "Ten klucz dostępu jest już dodany. Użyj innego."
TOO_MANY_KEYS = "Masz już tyle kluczy dostępu, ile można mieć. Najpierw usuń ten, którego nie używasz."


class FirstCodeForm(PortalForm):
    """The code that confirms a new app."""

    code = StringField("Kod z aplikacji", [Required("Wpisz 6 cyfr, które pokazuje aplikacja.")])


class NewKeyForm(PasskeyForm):
    """A new passkey and what its owner calls it."""

    name = StringField(
        "Nazwa klucza", [Required("Nazwij klucz, na przykład: telefon albo klucz USB."), MaxLength(LONGEST_KEY_NAME)]
    )
