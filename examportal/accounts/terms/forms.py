"""The form that confirms the terms."""

from wtforms import HiddenField

from examportal.web.forms import MaxLength, PortalForm
from examportal.web.plumbing import REQUEST_LIMIT

_DIGITS = 9


class ConfirmForm(PortalForm):
    """Which version was read."""

    version = HiddenField(validators=[MaxLength(REQUEST_LIMIT)])  # whatever it is, it is compared, not complained of

    @property
    def number(self) -> int:
        """The number of that version, 0 for nonsense."""
        typed = self.text("version")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _DIGITS else 0
