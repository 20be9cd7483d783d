"""Forms at the door."""

from wtforms import EmailField, PasswordField, StringField

from examportal.profile.forms import email_address
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required
from examportal.web.plumbing import REQUEST_LIMIT

REFUSED = (
    "Nie możemy Cię zalogować z tymi danymi. Sprawdź PESEL (11 cyfr) albo login (zwykle 6 cyfr) oraz hasło. Jeśli "
    "logujesz się pierwszy raz, zamiast hasła wpisz jeden ze swoich numerów ewidencyjnych – dokładnie tak, jak "
    "podała go komisja."
)
WRONG_PASSWORD = "To nie jest Twoje obecne hasło. Wpisz hasło, którym logujesz się teraz."  # noqa: S105 - words
LOGIN = "PESEL albo login"
LOGIN_MISSING = "Wpisz swój PESEL albo login."
ADDRESS = "Adres e-mail z konta"


class SignInForm(PortalForm):
    """PESEL or login number, and the own password; the first time any own registry number in its place.

    No length is too much here: what is too long fits nobody, and is refused in the same words after the same time.
    """

    login = StringField(LOGIN, [Required(LOGIN_MISSING), MaxLength(REQUEST_LIMIT)])
    password = PasswordField(
        "Hasło albo numer ewidencyjny",
        [Required("Wpisz hasło, a przy pierwszym logowaniu – numer ewidencyjny."), MaxLength(REQUEST_LIMIT)],
    )


class ForgottenForm(PortalForm):
    """Who has forgotten the password; whatever login was typed gets the one answer, however long.

    An address narrows to whom a letter goes. Only its shape is told here, which is the same whoever is meant.
    """

    login = StringField(LOGIN, [Required(LOGIN_MISSING), MaxLength(REQUEST_LIMIT)])
    email = EmailField(ADDRESS, [MayBeEmpty(), MaxLength(254), email_address])


class ForgottenWithAddressForm(ForgottenForm):
    """The same where the board wants the address, too (`RESET_ASKS_EMAIL`)."""

    email = EmailField(ADDRESS, [Required("Wpisz adres e-mail zapisany w koncie."), MaxLength(254), email_address])


class ForgottenLoginForm(PortalForm):
    """Who has forgotten the login number; whatever was typed gets the one answer, however long."""

    login = StringField(
        "PESEL albo adres e-mail", [Required("Wpisz swój PESEL albo adres e-mail."), MaxLength(REQUEST_LIMIT)]
    )
