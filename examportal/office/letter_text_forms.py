"""The form of a letter's text."""

from wtforms import HiddenField, StringField, TextAreaField

from examportal.mail.texts.rules import LONGEST_BODY, LONGEST_SUBJECT
from examportal.web.forms import MaxLength, PortalForm, Required


class LetterTextForm(PortalForm):
    """A text; `seen` is the version that was shown."""

    subject = StringField("Temat", [Required("Wpisz temat listu."), MaxLength(LONGEST_SUBJECT)])
    body = TextAreaField("Treść", [Required("Wpisz treść listu."), MaxLength(LONGEST_BODY)])
    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The id of the version that was shown, 0 for none."""
        seen = self.text("seen")
        return int(seen) if seen.isascii() and seen.isdecimal() else 0
