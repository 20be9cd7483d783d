"""Lists to choose from, given as (value, label) pairs; nothing chosen is a matter of Required."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from wtforms import RadioField as WtfRadioField
from wtforms import SelectField
from wtforms.fields.choices import Choice, SelectChoice  # type: ignore[attr-defined]  # the stubs are older than WTForms 3.3
from wtforms.form import BaseForm
from wtforms.widgets import Select

Choices = tuple[tuple[str, str], ...]


class _OptionsDrawnOnce(Select):
    """Keeps each option as it was drawn: the countries alone are 500 options a page, two thirds of its time."""

    @classmethod
    def render_option(cls, choice: Any, **kwargs: Any) -> Any:  # type: ignore[override]  # older stubs, as above
        """Return one option; there are no more to keep than the forms' own texts offer."""
        del kwargs
        return _drawn(choice.value, choice.label, selected=choice.selected)


class ChoiceField(SelectField):
    """A list that opens."""

    widget = _OptionsDrawnOnce()

    def __init__(self, label: str, choices: Choices, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, list(validators), choices=_options(choices), **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a value that was never offered."""
        if self.data:
            super().pre_validate(form)


class RadioField(WtfRadioField):
    """A group of radio buttons."""

    def __init__(self, label: str, choices: Choices, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, list(validators), choices=_options(choices), **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a value that was never offered."""
        if self.data:
            super().pre_validate(form)


def offer(field: SelectField, choices: Choices) -> None:
    """Let a list offer what is known only when the page is drawn."""
    field.choices = list(_options(choices))


@cache
def _drawn(value: str, label: str, *, selected: bool) -> Any:
    return Select.render_option(Choice(value, label, selected, {}))  # type: ignore[call-arg]  # as above


@cache
def _options(choices: Choices) -> tuple[Any, ...]:
    return tuple(SelectChoice(value, label) for value, label in choices)
