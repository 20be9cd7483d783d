"""The registration form: the person's own data, the keys and the information clause."""

from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, Field, PasswordField
from wtforms.csrf.core import CSRFTokenField

from examportal.accounts.forms import NewPasswordForm
from examportal.profile.forms import ProfileForm
from examportal.web.forms import Required

_FIRST_ON_PAGE = ("email", "new_password", "repeat_password")


class RegistrationForm(ProfileForm, NewPasswordForm):
    """What the first sign-in asks."""

    privacy_notice = BooleanField(
        "Zapoznałam się / zapoznałem się z klauzulą informacyjną",
        [Required("Przeczytaj klauzulę informacyjną i zaznacz, że się z nią zapoznałaś / zapoznałeś.")],
    )

    def answers(self) -> dict[str, Any]:
        """Return what was typed, without the passwords: these are asked again."""
        return {field.name: field.data for field in self if not isinstance(field, PasswordField | CSRFTokenField)}

    def __iter__(self) -> Iterator[Field]:
        """Go through the fields as they stand on the page, so that the error summary has that order too."""
        yield from (self[name] for name in _FIRST_ON_PAGE)
        yield from (field for field in super().__iter__() if field.name not in _FIRST_ON_PAGE)
