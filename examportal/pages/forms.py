"""The form of a public text."""

from wtforms import StringField

from examportal.web.forms import PortalForm, Required


class LetterForm(PortalForm):
    """Which letter is asked about."""

    number = StringField("Numer listu", [Required("Wpisz numer listu: jest na jego końcu i zaczyna się od L.")])
