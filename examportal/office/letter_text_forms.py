"""The form of a letter's text."""

from wtforms import HiddenField, StringField, TextAreaField

from examportal.mail.texts.rules import LONGEST_BODY, LONGEST_SUBJECT
from examportal.web.forms import MaxLength, PortalForm, Required
from examportal.web.lists import row_number


class LetterTextForm(PortalForm):
    """A text; `seen` is the version that was shown."""

    subject = StringField("Temat", [Required("Wpisz temat listu."), MaxLength(LONGEST_SUBJECT)])
    body = TextAreaField("Treść", [Required("Wpisz treść listu."), MaxLength(LONGEST_BODY)])
    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The id of the version that was shown, 0 for none."""
        try:
            return row_number(self.text("seen"))
        except ValueError:
            return 0
