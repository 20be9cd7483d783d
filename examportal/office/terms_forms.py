"""The forms of the terms: writing a draft, and publishing it."""

from datetime import date
from typing import cast

from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.accounts.terms.rules import LONGEST_BODY, LONGEST_CHANGES
from examportal.intake.cells import read_date
from examportal.office.people_forms import DAY_WORDS
from examportal.web.choices import RadioField
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required
from examportal.web.plumbing import REQUEST_LIMIT

MATERIAL = "material"
_WEIGHTS = (
    (MATERIAL, "istotna – każdy przeczyta regulamin i potwierdzi go przy najbliższym wejściu na konto"),
    ("minor", "drobna, na przykład literówka – kto już potwierdził regulamin, nie będzie pytany"),
)
_DIGITS = 9


class _Seen(PortalForm):
    """Carries the edition of the draft that was shown."""

    seen = HiddenField(validators=[MaxLength(REQUEST_LIMIT)])  # whatever it is, it is compared, not complained of

    @property
    def seen_edition(self) -> int:
        """That edition, 0 for none and -1 for nonsense, which no draft ever has."""
        seen = self.text("seen")
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) <= _DIGITS else -1


class DraftForm(_Seen):
    """The text of the next version, and what is new in it."""

    body = TextAreaField("Treść regulaminu", [Required("Wpisz treść regulaminu."), MaxLength(LONGEST_BODY)])
    changes = TextAreaField("Co się zmienia", [MayBeEmpty(), MaxLength(LONGEST_CHANGES)])


def _day(_form: BaseForm, field: Field) -> None:
    if read_date(field.data) is None:
        raise StopValidation(DAY_WORDS)


class PublishForm(_Seen):
    """From when the draft is in force, and whom it asks."""

    valid_from = StringField("Obowiązuje od dnia", [Required("Wpisz dzień, od którego regulamin obowiązuje."), _day])
    weight = RadioField("Jaka to zmiana", _WEIGHTS, [Required("Wybierz, jaka to zmiana.")])

    @property
    def day(self) -> date:
        """The day that was typed, after validation."""
        return cast("date", read_date(self.text("valid_from")))

    @property
    def is_material(self) -> bool:
        """Whether everybody is to confirm it."""
        return self.text("weight") == MATERIAL
