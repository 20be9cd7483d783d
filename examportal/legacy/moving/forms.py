"""Forms of the move."""

from collections.abc import Sequence

from wtforms import Field, HiddenField
from wtforms.form import BaseForm

from examportal.accounts.staff.rules import Role
from examportal.legacy.moving import pages
from examportal.web.choices import ChoiceField
from examportal.web.forms import PortalForm

MOVING = "przechodza"


class _AlwaysAnswered:
    """A list in which something always stands: not marked as one that may stay empty."""

    field_flags = {"needed": True}  # noqa: RUF012 - WTForms' own convention

    def __call__(self, _form: BaseForm, _field: Field) -> None:
        """Take every answer."""


class MoveForm(PortalForm):
    """What was shown is to be done."""

    digest = HiddenField()


class TellForm(PortalForm):
    """So many people are to be told: owners of accounts that move, or of the others."""

    whom = HiddenField()
    people = HiddenField()

    @property
    def count(self) -> int:
        """How many people were shown, -1 when that is no number."""
        typed = self.text("people")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < len("2147483647") else -1


def roles_form(lines: Sequence[pages.RightLine]) -> PortalForm:
    """Return the form that asks of each right which role it leads to."""
    choices = pages.role_choices()
    fields = {
        line.name: ChoiceField(line.right, choices, [_AlwaysAnswered()], default=str(line.role or "")) for line in lines
    }
    form: PortalForm = type("RolesForm", (PortalForm,), fields)()
    return form


def chosen(form: PortalForm, lines: Sequence[pages.RightLine]) -> dict[str, Role | None]:
    """Return which role each right leads to, after validation."""
    return {line.right: Role(form.text(line.name)) if form.text(line.name) else None for line in lines}
