"""The form that confirms the terms."""

from wtforms import HiddenField

from examportal.web.forms import PortalForm

_DIGITS = 9


class ConfirmForm(PortalForm):
    """Which version was read."""

    version = HiddenField()

    @property
    def number(self) -> int:
        """The number of that version, 0 for nonsense."""
        typed = self.text("version")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _DIGITS else 0
