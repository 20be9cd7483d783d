"""Forms about the old service's examiners."""

from flask_wtf.file import FileField
from wtforms import HiddenField

from examportal.web.forms import PortalForm, Required


class ExaminersFileForm(PortalForm):
    """A file of the old service's examiners."""

    file = FileField("Plik z egzaminatorami dawnego serwisu", [Required("Wybierz plik z egzaminatorami.")])


class InviteForm(PortalForm):
    """The list that was shown is to be invited."""

    digest = HiddenField()
