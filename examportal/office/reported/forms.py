"""What is asked at the desk about reported changes."""

import re

from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.intake.cells import read_date
from examportal.office.people_forms import DAY_WORDS, written
from examportal.office.reported.listing import Asked
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required
from examportal.web.plumbing import REQUEST_LIMIT

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


class AcceptanceForm(PortalForm):
    """Which change of the register answers a report."""

    change = HiddenField("", [MaxLength(REQUEST_LIMIT)])  # whatever it is, it is looked for and never complained of

    def change_id(self) -> int:
        """Return the id that was sent, 0 when it is none."""
        sent = self.text("change")
        return int(sent) if re.fullmatch("[0-9]{1,9}", sent) else 0


class RefusalForm(PortalForm):
    """Why the register stays as it is."""

    answer = TextAreaField(
        "Dlaczego nic się nie zmienia", [Required("Napisz, dlaczego zostaje tak, jak jest."), MaxLength(LONGEST_NOTE)]
    )
