"""What every form of the portal has: cleaned text, Polish words for each mistake, and a token that fails kindly.

Text fields arrive cleaned by `core.text.clean` and are never None; a password is left as typed. A text field without
a MaxLength of its own takes DEFAULT_LENGTH characters.
"""

import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, cast

from flask import render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, Field, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from examportal.core.text import clean, clean_lines
from examportal.web.filters import plural, wait_words

DEFAULT_LENGTH = 200
PASSWORD_LENGTH = 256
OPEN_TOO_LONG = "Formularz był otwarty zbyt długo. Odpowiedzi zostały – wyślij go jeszcze raz."
START_OVER = "Wpisz hasło jeszcze raz: od poprzedniego kroku minęło za dużo czasu albo strona została otwarta osobno."
PRESSED_TOO_LATE = "Strona była otwarta zbyt długo. Naciśnij przycisk jeszcze raz."
NO_COOKIES = "Jeśli to się powtarza, włącz w przeglądarce pliki cookie."
NOT_AS_SHOWN = (
    "Formularz przyszedł w innej postaci, niż go pokazaliśmy. Otwórz stronę z formularzem i wyślij go jeszcze raz."
)
UNTYPEABLE = "Hasło zawiera znak, którego nie da się wpisać z klawiatury. Wpisz hasło jeszcze raz."
_POSTED = object()
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Page = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
"""What a view answers."""


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; `target` is the id of the control to go to, None for the whole form."""

    target: str | None
    text: str


class Gate:
    """A validator that decides whether the question is put at all; it runs before every other one."""


class Required(Gate):
    """An answer is needed: `message` says what to type."""

    field_flags = {"needed": True}  # noqa: RUF012 - WTForms' own convention

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: BaseForm, field: Field) -> None:
        """Stop at an empty answer, whatever else the field has to say about it."""
        if _is_empty(field):
            field.errors = []
            raise StopValidation(self.message)


class RequiredWhen(Required):
    """As Required, but only when `condition(form)` holds; otherwise whatever the field holds is no mistake."""

    def __init__(self, condition: Callable[[Any], bool], message: str) -> None:
        super().__init__(message)
        self.condition = condition

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Ask only when the condition holds."""
        _skip_unless(self.condition(form), field)
        super().__call__(form, field)


class OptionalWhen(Gate):
    """May stay empty, and is looked at only when `condition(form)` holds: the optional part of a group."""

    def __init__(self, condition: Callable[[Any], bool]) -> None:
        self.condition = condition

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Look only when the condition holds and something was typed."""
        _skip_unless(self.condition(form) and not _is_empty(field), field)


class MayBeEmpty(Gate):
    """Stop at an empty answer: the validators after it see only what was typed."""

    def __call__(self, _form: BaseForm, field: Field) -> None:
        """Stop without an error."""
        _skip_unless(not _is_empty(field), field)


class MaxLength:
    """At most `limit` characters."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: BaseForm, field: Field) -> None:
        """Stop at a longer text, so that nothing else looks at it."""
        if len(field.data or "") > self.limit:
            raise StopValidation(f"Wpisz najwyżej {self.limit} {plural(self.limit, 'znak', 'znaki', 'znaków')}.")


class _TokenField(CSRFTokenField):
    """The hidden token without an id, since a page may hold several forms."""

    def __call__(self, **kwargs: Any) -> Any:
        return super().__call__(**{"id": False, **kwargs})


class _Csrf(FlaskForm.Meta.csrf_class):  # type: ignore[misc]
    """The token of Flask-WTF; one that no longer fits is an error of the form, told in words."""

    field_class = _TokenField

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:
        try:
            super().validate_csrf_token(form, field)
        except ValidationError:
            said = OPEN_TOO_LONG if any(other is not field for other in form) else PRESSED_TOO_LATE
            raise ValidationError(said if request.cookies else f"{said} {NO_COOKIES}") from None


class _Words:
    """What WTForms' own fields say, in Polish; every text of theirs has its line here."""

    texts = {  # noqa: RUF012 - a constant
        "Not a valid choice.": "Wybierz jedną z podanych możliwości.",
        "Invalid Choice: could not coerce.": "Wybierz jedną z podanych możliwości.",
        "Not a valid date value.": "Podaj dzień, miesiąc i rok – na przykład 5 września 1970. Taki dzień musi istnieć.",
        "Not a valid integer value.": "Wpisz liczbę cyframi.",
    }

    def gettext(self, text: str) -> str:
        return self.texts.get(text, "Popraw odpowiedź w tym polu.")

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        del plural, n
        return self.gettext(singular)


class PortalForm(FlaskForm):  # type: ignore[misc]
    """The base of every form. With no fields of its own it is the form of a single button.

    `out_of_sight` says that the page shows none of its fields, hidden or not: they came with a button.
    """

    out_of_sight = False

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are bound, read and worded."""

        csrf_class = _Csrf

        def bind_field(self, form: BaseForm, unbound_field: Any, options: MutableMapping[str, Any]) -> Any:
            """Give every text field its cleaning and its limit."""
            field = super().bind_field(form, unbound_field, options)
            if isinstance(field, StringField):
                _tame(field)
            return field

        def get_translations(self, form: BaseForm) -> Any:
            """Speak Polish."""
            del form
            return _Words()

    def __init__(self, formdata: Any = _POSTED, **kwargs: Any) -> None:
        """Read what was posted, an empty form included; JSON is never a form."""
        if formdata is _POSTED:
            formdata = request.form if form_was_sent() else None
        super().__init__(formdata=formdata, **kwargs)

    def answers(self) -> dict[str, Any]:
        """Return what was typed, without passwords and the token: these are asked again."""
        return {field.name: field.data for field in self if not isinstance(field, PasswordField | CSRFTokenField)}

    def text(self, name: str) -> str:
        """Return what was typed into a field, cleaned; empty when nothing was."""
        return str(self[name].data or "")

    @property
    def problems(self) -> list[Problem]:
        """Every mistake once, in the order of the page: first those of the whole form, then one for a field.

        What nobody sees nobody can put right: a wrong hidden field is a mistake of the whole form, in words of its own.
        """
        told = [Problem(None, str(text)) for text in self.form_errors]
        told += [self._problem(field) for field in self if field.errors]
        return sorted(dict.fromkeys(told), key=lambda problem: problem.target is not None)

    def refuse(self, message: str, field: str | None = None) -> None:
        """Add what a service refused, at a field or at the whole form; call after validate()."""
        if field is None:
            self.form_errors.append(message)
        else:
            self[field].errors = [*self[field].errors, message]

    def _problem(self, field: Field) -> Problem:
        if isinstance(field, CSRFTokenField):
            return Problem(None, str(field.errors[0]))
        if self.out_of_sight or kind_of(field) == "hidden":
            return Problem(None, NOT_AS_SHOWN)
        return Problem(f"{field.id}-0" if isinstance(field, RadioField) else field.id, str(field.errors[0]))


def form_was_sent() -> bool:
    """Tell whether this request carries a form to act on."""
    return bool(request) and request.method == "POST"


def form_page(template: str, form: PortalForm, **facts: Any) -> tuple[str, int]:
    """Return the page of a form: 200 when it is fresh, 422 when it comes back with errors."""
    return render_template(template, form=form, **facts), 422 if form.problems else 200


def too_soon(template: str, form: PortalForm, seconds: int, **facts: Any) -> tuple[str, int, dict[str, str]]:
    """Return the page of a form that came too often: 429, and when to try again, in words and for machines."""
    form.refuse(f"Za dużo prób. Spróbuj ponownie {wait_words(seconds)}.")
    return render_template(template, form=form, **facts), 429, {"Retry-After": str(seconds)}


def too_many(template: str, form: PortalForm, seconds: int, **facts: Any) -> tuple[str, int, dict[str, str]]:
    """Return the page of a form that came while too many others did: 503, and when to try again."""
    form.refuse("W tej chwili loguje się bardzo dużo osób. Spróbuj jeszcze raz za kilka sekund.")
    return render_template(template, form=form, **facts), 503, {"Retry-After": str(seconds)}


def kind_of(field: Field) -> str:
    """Return how a field is drawn: `radio`, `select`, `checkbox`, `textarea`, or the type of its input."""
    if isinstance(field, RadioField):
        return "radio"
    if isinstance(field, SelectField):
        return "select"
    return str(cast("Any", field.widget).input_type) if hasattr(field.widget, "input_type") else "textarea"


def needs_answer(field: Field) -> bool:
    """Tell whether a field is not marked as optional; a lone checkbox never is."""
    return bool(field.flags.needed) or isinstance(field, BooleanField)


def _is_empty(field: Field) -> bool:
    if any(isinstance(raw, str) and not raw.strip() for raw in (field.raw_data or [])[:1]):
        return True
    return not field.errors and (field.data is None or field.data is False or field.data == "")


def _skip_unless(wanted: bool, field: Field) -> None:
    if not wanted:
        field.errors = []
        raise StopValidation


def _tame(field: StringField) -> None:
    """Clean a text field and limit its length; gates stay first, so that a skipped field is never an error."""
    secret = isinstance(field, PasswordField)
    field.filters = [_as_typed if secret else _lines if isinstance(field, TextAreaField) else _cleaned, *field.filters]
    own = list(field.validators)
    limits: list[Any] = [_no_controls] if secret else []
    if not any(isinstance(validator, MaxLength) for validator in own):
        limits.append(MaxLength(PASSWORD_LENGTH if secret else DEFAULT_LENGTH))
    gates = [validator for validator in own if isinstance(validator, Gate)]
    field.validators = [*gates, *limits, *(validator for validator in own if validator not in gates)]


def _as_typed(value: object) -> str:
    """Return a text as it is; a form with a file may bring a file where a text belongs."""
    return value if isinstance(value, str) else ""


def _cleaned(value: object) -> str:
    return clean(_as_typed(value))


def _lines(value: object) -> str:
    return clean_lines(_as_typed(value))


def _no_controls(form: BaseForm, field: Field) -> None:
    del form
    if _CONTROL.search(field.data):
        raise StopValidation(UNTYPEABLE)
