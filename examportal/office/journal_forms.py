"""What is asked of the journal."""

from collections.abc import Mapping
from datetime import date

from wtforms import Field, HiddenField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.intake.cells import read_date
from examportal.office.book import Question, actor_choices
from examportal.office.happenings import EVENTS
from examportal.office.people_forms import DAY_WORDS
from examportal.web.choices import ChoiceField, offer
from examportal.web.forms import MayBeEmpty, PortalForm

_EVENTS = (("", "wszystkie"), *sorted(((str(event), words) for event, words in EVENTS.items()), key=lambda one: one[1]))


def _day(_form: BaseForm, field: Field) -> None:
    if read_date(field.data) is None:
        raise StopValidation(DAY_WORDS)


def _not_before_since(form: BaseForm, field: Field) -> None:
    since, until = read_date(form["since"].data), read_date(field.data)
    if since and until and until < since:
        raise StopValidation("Ten dzień jest wcześniejszy niż „Od dnia”. Zamień dni albo popraw jeden z nich.")


class JournalForm(PortalForm):
    """Whom and what to look for."""

    person = StringField("Osoba", [MayBeEmpty()])
    kept = HiddenField()
    actor = ChoiceField("Kto to zrobił", (), [MayBeEmpty()])
    event = ChoiceField("Rodzaj zdarzenia", _EVENTS, [MayBeEmpty()])
    since = StringField("Od dnia", [MayBeEmpty(), _day])
    until = StringField("Do dnia", [MayBeEmpty(), _day, _not_before_since])

    @classmethod
    def of(cls, question: Question, staff_names: Mapping[int, str], *, sent: bool) -> "JournalForm":
        """Return the form as it was sent, or with what is asked now."""
        ready = {
            "kept": str(question.person or ""),
            "actor": question.actor,
            "event": question.event,
            "since": _typed(question.since),
            "until": _typed(question.until),
        }
        form = cls() if sent else cls(formdata=None, data=ready)
        offer(form.actor, (("", "ktokolwiek"), *actor_choices(staff_names)))
        return form

    def question(self, person: int | None) -> Question:
        """Return what was asked, after validation."""
        since, until = read_date(self.text("since")), read_date(self.text("until"))
        return Question(person, self.text("actor"), self.text("event"), since, until)


def _typed(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
