"""What is asked of whoever reports a mistake."""

from collections.abc import Mapping
from typing import Any

from wtforms import StringField, TextAreaField

from examportal.profile.corrections.rules import Topic
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required

LONGEST = 500


class NotMineForm(PortalForm):
    """Why a number is not the own one: nothing is proposed in its place."""

    reason = TextAreaField("Dlaczego to nie Twój numer", [Required("Napisz, skąd to wiesz."), MaxLength(LONGEST)])


class CorrectionForm(PortalForm):
    """What should stand in the register, and why."""

    proposed = StringField("Jak powinno być", [Required("Napisz, jak powinno być."), MaxLength(200)])
    reason = TextAreaField("Skąd to wiadomo", [MayBeEmpty(), MaxLength(LONGEST)])


class MissingNumberForm(CorrectionForm):
    """A number that the register does not have: there is nothing to be otherwise."""

    proposed = StringField("Numer, którego brakuje", [Required("Wpisz numer, którego brakuje."), MaxLength(200)])


_FORMS = {Topic.NOT_MINE: NotMineForm, Topic.NUMBER_MISSING: MissingNumberForm}


def form_for(topic: Topic, ready: Mapping[str, Any]) -> PortalForm:
    """Return the form of a topic, with what was typed into it before."""
    return _FORMS.get(topic, CorrectionForm)(data=ready)
