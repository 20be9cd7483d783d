"""Forms of the staff."""

from collections.abc import Set as AbstractSet

from wtforms import BooleanField, EmailField, Field, HiddenField, PasswordField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.accounts.choosing.own import OwnData, own_data
from examportal.accounts.forms import ChangePasswordForm, NewPasswordForm, Policy
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import MIN_PASSWORD, Permission, permissions_text, read_address
from examportal.office.words import PERMISSIONS, ROLE_CHOICES
from examportal.web.choices import RadioField
from examportal.web.forms import MaxLength, PortalForm, Required
from examportal.web.plumbing import REQUEST_LIMIT

REFUSED = (
    "Nie możemy Cię zalogować z tymi danymi. Sprawdź służbowy adres e-mail i hasło. Jeśli masz zaproszenie, najpierw "
    "otwórz link z listu."
)
WRONG_CODE = (
    "Ten kod nie pasuje. Wpisz kod, który aplikacja pokazuje teraz – każdy działa tylko raz – albo kod zapasowy, "
    "którego jeszcze nie było. Sprawdź też, czy telefon ma ustawioną dokładną godzinę."
)
WRONG_FIRST_CODE = (
    "Ten kod nie pasuje. Wpisz 6 cyfr, które aplikacja pokazuje teraz przy tym koncie. Sprawdź też, czy telefon ma "
    "ustawioną dokładną godzinę."
)
WRONG_PASSWORD = "To nie jest Twoje obecne hasło. Wpisz hasło, którym logujesz się do biura."  # noqa: S105 - words
PASSWORDS = Policy(MIN_PASSWORD, "Twojego imienia, nazwiska ani adresu e-mail", always_without_classes=True)
"""Of the staff: longer, and without classes, for there is always a second step."""
_CURRENT = "Wpisz obecne hasło."


class SignInForm(PortalForm):
    """The first step; no length is too much here, as at the examiners' door."""

    email = EmailField(
        "Służbowy adres e-mail", [Required("Wpisz swój służbowy adres e-mail."), MaxLength(REQUEST_LIMIT)]
    )
    password = PasswordField("Hasło", [Required("Wpisz hasło."), MaxLength(REQUEST_LIMIT)])


class CodeForm(PortalForm):
    """The second step: a code of the app or a recovery code."""

    code = StringField("Kod", [Required("Wpisz kod z aplikacji albo kod zapasowy.")])


class FirstCodeForm(PortalForm):
    """The code that confirms a new authenticator."""

    code = StringField("Kod z aplikacji", [Required("Wpisz 6 cyfr, które pokazuje aplikacja.")])


class StaffPasswordForm(NewPasswordForm):
    """A new password, twice."""

    policy = PASSWORDS


class ProofForm(PortalForm):
    """The password once more, before a key is changed."""

    current_password = PasswordField("Obecne hasło", [Required(_CURRENT)])


class StaffChangePasswordForm(ChangePasswordForm):
    """The old password and a new one."""

    policy = PASSWORDS


def own_data_of(member: StaffMember) -> OwnData:
    """Return what a colleague's password may not be built from."""
    return own_data(names=[member.name], emails=[member.email])


def _email(_form: BaseForm, field: Field) -> None:
    address = read_address(field.data)
    if address is None:
        raise StopValidation("Adres e-mail ma postać nazwa@domena.pl, bez polskich liter i spacji.")
    field.data = address


class InviteForm(PortalForm):
    """Somebody new."""

    email = EmailField("Służbowy adres e-mail", [Required("Wpisz adres e-mail."), MaxLength(254), _email])
    name = StringField("Imię i nazwisko", [Required("Wpisz imię i nazwisko.")])
    role = RadioField("Rola", ROLE_CHOICES, [Required("Wybierz rolę.")])


class PermissionsForm(PortalForm):
    """A tick for each permission, and what was ticked when the page was drawn."""

    seen = HiddenField()

    @classmethod
    def of(cls, held: AbstractSet[Permission]) -> "PermissionsForm":
        """Return the form with what somebody may."""
        return cls(formdata=None, data={"seen": permissions_text(held), **{str(each): True for each in held}})

    def chosen(self) -> frozenset[Permission]:
        """Return what is ticked."""
        return frozenset(each for each in Permission if self[each].data)

    def seen_permissions(self) -> frozenset[Permission]:
        """Return what was ticked when the page was drawn."""
        return frozenset(each for each in Permission if each in self.text("seen").split(","))

    @property
    def ticks(self) -> list[Field]:
        """The ticks in the order of the page."""
        return [self[each] for each in PERMISSIONS]


for _each, _label in PERMISSIONS.items():
    setattr(PermissionsForm, _each, BooleanField(_label))


class RoleForm(PortalForm):
    """Another role."""

    role = RadioField("Rola", ROLE_CHOICES, [Required("Wybierz rolę.")])
