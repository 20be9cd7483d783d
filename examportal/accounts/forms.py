"""Choosing a password: the rules in words, listed before typing and named when one is missing."""

from wtforms import Field, PasswordField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.accounts.rules import MAX_PASSWORD, MIN_PASSWORD, PasswordRule, broken_password_rules, password_rules
from examportal.config import settings
from examportal.web.forms import PortalForm, Required

_LISTED = {
    PasswordRule.LENGTH: f"co najmniej {MIN_PASSWORD} znaków (najwyżej {MAX_PASSWORD})",
    PasswordRule.UPPER: "wielka litera",
    PasswordRule.LOWER: "mała litera",
    PasswordRule.DIGIT: "cyfra",
    PasswordRule.SPECIAL: "znak specjalny, na przykład ! ? - . albo spacja",
}
_MISSING = {
    PasswordRule.LENGTH: f"długości co najmniej {MIN_PASSWORD} znaków",
    PasswordRule.UPPER: "wielkiej litery",
    PasswordRule.LOWER: "małej litery",
    PasswordRule.DIGIT: "cyfry",
    PasswordRule.SPECIAL: "znaku specjalnego",
}


def listed_password_rules() -> list[tuple[str, str]]:
    """Return the rules in force as (name, words) for the list above the field."""
    return [(rule.value, _LISTED[rule]) for rule in password_rules(classes=settings().password_classes)]


def _strong(_form: BaseForm, field: Field) -> None:
    broken = broken_password_rules(field.data, classes=settings().password_classes)
    if broken:
        raise StopValidation(f"Hasło potrzebuje jeszcze: {', '.join(_MISSING[rule] for rule in broken)}.")


def repeats(form: BaseForm, field: Field) -> None:
    """Validate that the second field says the same as the first."""
    if field.data != form["new_password"].data:
        raise StopValidation("Hasła się różnią. Wpisz w obu polach to samo hasło.")


class NewPasswordForm(PortalForm):
    """A new password, twice."""

    new_password = PasswordField("Nowe hasło", [Required("Wymyśl hasło."), _strong])
    repeat_password = PasswordField("Powtórz hasło", [Required("Powtórz hasło."), repeats])
