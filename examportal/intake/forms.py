"""Forms of the wizard."""

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField

from examportal.web.forms import PortalForm, Required


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
