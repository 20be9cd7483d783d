"""What is asked at the desk about reported changes."""

from wtforms import BooleanField, Field, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.intake.cells import read_date
from examportal.office.people_forms import DAY_WORDS, written
from examportal.office.reported.listing import Asked
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required

LONGEST_NOTE = 500


def _day(_form: BaseForm, field: Field) -> None:
    if read_date(field.data) is None:
        raise StopValidation(DAY_WORDS)


class ChangesForm(PortalForm):
    """Which changes to list."""

    since = StringField("Zmiany od dnia", [MayBeEmpty(), _day])
    unchecked = BooleanField("Tylko nazwiska, których nikt jeszcze nie porównał z dokumentem")

    @classmethod
    def of(cls, asked: Asked, *, sent: bool) -> "ChangesForm":
        """Return the form as it was sent, or with what is asked now."""
        return cls() if sent else cls(formdata=None, data={"since": written(asked.since), "unchecked": asked.unchecked})

    def asked(self) -> Asked:
        """Return what was asked, after validation."""
        return Asked(read_date(self.text("since")), bool(self.unchecked.data))


class NameCheckForm(PortalForm):
    """That a changed name was compared with a document."""

    note = StringField(
        "Z jakim dokumentem porównano nazwisko",
        [Required("Napisz, jaki to dokument, na przykład „odpis aktu małżeństwa”."), MaxLength(LONGEST_NOTE)],
    )
