"""Forms of the wizard."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField
from wtforms import Field as WtfField
from wtforms.form import BaseForm

from examportal.intake.columns import Field, missing_fields
from examportal.intake.questions import Question
from examportal.intake.uploads import words
from examportal.intake.uploads.choosing import Found
from examportal.web.choices import ChoiceField, RadioField
from examportal.web.forms import PortalForm, Required, form_was_sent

SKIPPED = "Nie wczytuj tej kolumny"
AS_FOUND = "Rozpoznaj"
LATER = "later"
NOT_NOW = "Jeszcze nie wiem"


class AlwaysAnswered:
    """A list in which something always stands: never wrong, and not marked as one that may stay empty."""

    field_flags = {"needed": True}  # noqa: RUF012 - WTForms' own convention

    def __call__(self, _form: BaseForm, _field: WtfField) -> None:
        """Take every answer."""


class UploadForm(PortalForm):
    """A register file."""

    file = FileField("Plik z ewidencją", [Required("Wybierz plik z ewidencją.")])


class ConfirmForm(PortalForm):
    """The plan that was shown is to be merged."""

    plan = HiddenField()


class ConfirmWithConflictsForm(ConfirmForm):
    """As ConfirmForm, with rows in conflict left out: said once more, since a person may expect them to be merged."""

    skip_conflicts = BooleanField(
        "", [Required("Zaznacz, że te wiersze mają zostać pominięte, albo popraw plik i wczytaj go od nowa.")]
    )


def columns_form(headers: Sequence[str], places: Mapping[str, int], *, fresh: bool = False) -> PortalForm:
    """Return the form that asks of each column what it holds; `places` stand in it at first."""
    offered = (("", SKIPPED), *((str(field), label) for field, label in words.FIELDS.items()))
    fields = {
        _column(place): ChoiceField(
            f"Kolumna {_letters(place)}: {header.strip() or '(bez nagłówka)'}", offered, _ANSWERED
        )
        for place, header in enumerate(headers)
    }
    form = type("ColumnsForm", (PortalForm,), fields)
    chosen = {_column(place): field for field, place in places.items()}
    return _made(form, chosen, fresh=fresh)


def named_columns(form: PortalForm) -> dict[Field, int]:
    """Return which column holds what; a field named twice and needed ones that are missing are errors of the form."""
    places: dict[Field, int] = {}
    for name in form.data:
        if not name.startswith(_COLUMN) or not form.text(name):
            continue
        field = Field(form.text(name))
        if field in places:
            form.refuse(f"„{words.FIELDS[field]}” jest już we wcześniejszej kolumnie. Zostaw jedną z nich.", name)
        places.setdefault(field, int(name.removeprefix(_COLUMN)))
    missing = ", ".join(f"„{words.FIELDS[field]}”" for field in missing_fields(places))
    if missing:
        form.refuse(f"Wskaż jeszcze, gdzie jest: {missing}.")
    return places


def reading_form(found: Found | None, *, fresh: bool = False) -> PortalForm:
    """Return the form that asks how a file is read: of a workbook the sheet, of a text encoding and delimiter."""
    fields: dict[str, ChoiceField] = {}
    if found is not None and found.sheets:
        fields["sheet"] = ChoiceField("Arkusz", tuple((name, name) for name in found.sheets), _ANSWERED)
    else:
        fields["encoding"] = ChoiceField(
            "Kodowanie polskich liter", (("", AS_FOUND), *words.ENCODINGS.items()), _ANSWERED
        )
        fields["delimiter"] = ChoiceField(
            "Co rozdziela kolumny", (("", AS_FOUND), *words.DELIMITERS.items()), _ANSWERED
        )
    chosen = {name: getattr(found, name) for name in fields} if found else {}
    return _made(type("ReadingForm", (PortalForm,), fields), chosen, fresh=fresh)


def decisions_form(questions: Sequence[Question]) -> PortalForm:
    """Return the form that asks of each conflict what is right."""
    fields: dict[str, Any] = {
        one.name: RadioField(
            one.legend,
            (*((str(choice), text) for choice, text in one.offered), (LATER, NOT_NOW)),
            [Required("Wybierz jedną z odpowiedzi.")],
        )
        for one in questions
    }
    chosen = {one.name: str(one.choice or LATER) for one in questions}
    form = type("DecisionsForm", (PortalForm,), fields | {"plan": HiddenField()})
    return _made(form, chosen, fresh=False)


_COLUMN = "column_"
_ANSWERED = (AlwaysAnswered(),)
_ALPHABET = 26


def _made(form: type[PortalForm], chosen: Mapping[str, str | None], *, fresh: bool) -> PortalForm:
    return form(formdata=None, data=chosen) if fresh or not form_was_sent() else form(data=chosen)


def _column(place: int) -> str:
    return f"{_COLUMN}{place}"


def _letters(place: int) -> str:
    """Return the name of a column as spreadsheets show it: A … Z, AA …."""
    first, last = divmod(place, _ALPHABET)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)
