"""The registration form: the person's own data, the keys and the information clause."""

from collections.abc import Iterator

from wtforms import BooleanField, Field

from examportal.accounts.choosing.own import OwnData, own_data
from examportal.accounts.forms import NewPasswordForm
from examportal.onboarding.rules import Broken
from examportal.profile.forms import AddressForm, ProfileForm
from examportal.web.forms import MaxLength, Required

EMPTY, TOO_LONG, SHAPE = "empty", "too_long", "shape"
"""Rules that are counted; those of a password have names of their own (`accounts.rules.PasswordRule`)."""
_FIRST_ON_PAGE = ("email", "new_password", "repeat_password")


class RegistrationForm(AddressForm, ProfileForm, NewPasswordForm):
    """What the first sign-in asks."""

    privacy_notice = BooleanField(
        "Zapoznałam się / zapoznałem się z klauzulą informacyjną",
        [Required("Przeczytaj klauzulę informacyjną i zaznacz, że się z nią zapoznałaś / zapoznałeś.")],
    )

    def broken_rules(self) -> list[Broken]:
        """Return which rule each refused field has broken, after validation: the rule alone, never an answer.

        None of a form without a token that counts: somebody else may have sent it.
        """
        if self["csrf_token"].errors:
            return []
        refused = [field for field in self if field.errors]
        return [Broken(field.name, rule) for field in refused for rule in self._rules_broken_by(field)]

    def own_data(self) -> OwnData:
        """Return what is known of the person from before and from this form."""
        names, hints = ("first_names", "last_name"), ("phone", "home_city", "workplace_name", "workplace_city")
        return super().own_data() + own_data(
            names=map(self.text, names), emails=[self.text("email")], hints=map(self.text, hints)
        )

    def __iter__(self) -> Iterator[Field]:
        """Go through the fields as they stand on the page, so that the error summary has that order too."""
        yield from (self[name] for name in _FIRST_ON_PAGE)
        yield from (field for field in super().__iter__() if field.name not in _FIRST_ON_PAGE)

    def _rules_broken_by(self, field: Field) -> list[str]:
        """Return the rules; what a field asks for beside an answer that is not too long is one rule, its shape."""
        if not field.data:
            return [EMPTY]
        limits = [validator.limit for validator in field.validators if isinstance(validator, MaxLength)]
        if any(len(str(field.data)) > limit for limit in limits):
            return [TOO_LONG]
        broken = self.broken if field.name == "new_password" else ()
        return [str(rule) for rule in broken] or [SHAPE]
