"""Choosing a password: the rules in words, listed before typing and named when one is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from wtforms import Field, PasswordField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.accounts.choosing.judging import judge
from examportal.accounts.choosing.own import NOTHING_KNOWN, OwnData
from examportal.accounts.rules import MAX_PASSWORD, MIN_PASSWORD, WEIGHED_RULES, PasswordRule, password_rules
from examportal.config import settings
from examportal.web.forms import PortalForm, Required

_OF_LENGTH = "co najmniej {shortest} znaków (najwyżej {longest})"
_LISTED = {
    PasswordRule.UPPER: "wielką literę",
    PasswordRule.LOWER: "małą literę",
    PasswordRule.DIGIT: "cyfrę",
    PasswordRule.SPECIAL: "znak specjalny, na przykład ! ? - . albo spację",
    PasswordRule.OWN: "nie zawiera {own}",
    PasswordRule.COMMON: "nie jest jednym z tych, których używa wiele osób",
    PasswordRule.EASY: "jest trudne do odgadnięcia: słowo z rokiem to za mało, a trzy różne słowa zwykle wystarczą",
}
_MISSING = {
    PasswordRule.LENGTH: "długości co najmniej {shortest} znaków (najwyżej {longest})",
    PasswordRule.UPPER: "wielkiej litery",
    PasswordRule.LOWER: "małej litery",
    PasswordRule.DIGIT: "cyfry",
    PasswordRule.SPECIAL: "znaku specjalnego",
}
_WEIGHED = {
    PasswordRule.OWN: "Wymyśl hasło, które nie zawiera {own}.",
    PasswordRule.COMMON: "Takiego hasła używa wiele osób – wymyśl inne.",
    PasswordRule.EASY: "To hasło łatwo odgadnąć – dodaj jeszcze jedno lub dwa słowa.",
}


@dataclass(frozen=True)
class ListedRule:
    """One rule in words; `shortest` is the number that the rule of length names."""

    name: str
    words: str
    shortest: int | None
    weighed: bool


@dataclass(frozen=True)
class Policy:
    """What a kind of password must have; `own` names the person's data that may not stand in it."""

    shortest: int
    own: str
    always_without_classes: bool = False

    @property
    def classes(self) -> bool:
        """Whether the four classes of signs are asked for, as the settings say now."""
        return settings().password_classes and not self.always_without_classes

    def listed(self) -> list[ListedRule]:
        """Return the rules in force for the lists above the field."""
        words = {PasswordRule.LENGTH: _OF_LENGTH, **_LISTED}
        return [
            ListedRule(
                rule.value,
                self._said(words[rule]),
                self.shortest if rule is PasswordRule.LENGTH else None,
                weighed=rule in WEIGHED_RULES,
            )
            for rule in password_rules(classes=self.classes)
        ]

    def judge(self, password: str, own: OwnData) -> list[PasswordRule]:
        """Return the rules that a password does not keep."""
        return judge(password, own, classes=self.classes, shortest=self.shortest)

    def refusal(self, broken: Sequence[PasswordRule]) -> str:
        """Return what to tell whoever chose a password that breaks these rules: all of it at once."""
        missing = ", ".join(self._said(_MISSING[rule]) for rule in broken if rule in _MISSING)
        said = [f"Hasło potrzebuje jeszcze: {missing}."] if missing else []
        return " ".join(said + [self._said(_WEIGHED[rule]) for rule in broken if rule in _WEIGHED])

    def _said(self, words: str) -> str:
        return words.format(shortest=self.shortest, longest=MAX_PASSWORD, own=self.own)


EXAMINERS = Policy(MIN_PASSWORD, "Twojego imienia, nazwiska, adresu e-mail, numeru PESEL ani numeru ewidencyjnego")


def listed_password_rules() -> list[ListedRule]:
    """Return the rules of an examiner's password in words."""
    return EXAMINERS.listed()


def strong(form: BaseForm, field: Field) -> None:
    """Validate a new password by the policy of its form, and keep which rules it has broken."""
    chosen = cast("NewPasswordForm", form)
    chosen.broken = chosen.policy.judge(field.data, chosen.own_data())
    if chosen.broken:
        raise StopValidation(chosen.policy.refusal(chosen.broken))


def repeats(form: BaseForm, field: Field) -> None:
    """Validate that the second field says the same as the first."""
    if field.data != form["new_password"].data:
        raise StopValidation("Hasła się różnią. Wpisz w obu polach to samo hasło.")


class NewPasswordForm(PortalForm):
    """A new password, twice; `own` is what is known of whoever chooses it."""

    policy = EXAMINERS

    new_password = PasswordField("Nowe hasło", [Required("Wymyśl hasło."), strong])
    repeat_password = PasswordField("Powtórz hasło", [Required("Powtórz hasło."), repeats])

    def __init__(self, *args: Any, own: OwnData = NOTHING_KNOWN, **kwargs: Any) -> None:
        self.broken: list[PasswordRule] = []
        self._own = own
        super().__init__(*args, **kwargs)

    def own_data(self) -> OwnData:
        """Return what the password may not be built from."""
        return self._own


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    current_password = PasswordField("Obecne hasło", [Required("Wpisz obecne hasło.")])

    def __iter__(self) -> Iterator[Field]:
        """Go through the fields as they stand on the page, so that the error summary has that order too."""
        yield self["current_password"]
        yield from (field for field in super().__iter__() if field.name != "current_password")
