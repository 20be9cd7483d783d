"""Forms about people of the register. What is typed is read by the rules that read the cells of a file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.config import settings
from examportal.core.clock import in_warsaw
from examportal.intake.cells import MAX_NUMBER, read_date
from examportal.intake.models import ImportFile
from examportal.office.finding.rules import AT_ONCE, Place, State, Wanted
from examportal.office.words import GROUND_NAMES, GROUNDS, REVEAL_CHOICES, STATE_CHOICES
from examportal.register.entries.rules import NumberCorrection, NumberRecord, RemovalEntry
from examportal.register.rules import NumberEntry, ScopeEntry, is_registry_number, normalise_number
from examportal.web.choices import ChoiceField, offer
from examportal.web.filters import day as day_words
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required
from examportal.web.plumbing import REQUEST_LIMIT

_TOO_LONG = 10
TOLD = "Powiem to rozmówcy"
DAY_WORDS = "Wpisz dzień, miesiąc i rok, na przykład 01.09.2024. Taki dzień musi istnieć."


class SearchForm(PortalForm):
    """Whom to look for: something typed, a state, a scope, a file; `word` and `po` are where the page before ended."""

    query = StringField("Kogo szukasz?", [MayBeEmpty()])
    stan = ChoiceField("Stan konta", STATE_CHOICES)
    zakres = ChoiceField("Zakres", ())
    plik = ChoiceField("Wpisani z pliku", ())
    word = HiddenField("", [MaxLength(REQUEST_LIMIT)])
    po = HiddenField("", [MaxLength(REQUEST_LIMIT)])

    def __init__(self, scopes: Mapping[str, ScopeEntry], imports: Sequence[ImportFile], **kwargs: Any) -> None:
        """Offer the scopes of the dictionary, and the files that came into the register."""
        super().__init__(**kwargs)
        offer(self.zakres, (("", "każdy"), *scope_choices(scopes)[1:]))
        offer(self.plik, (("", "każdego"), *import_choices(imports)))

    def asks_for_nothing(self) -> bool:
        """Tell whether everything was left empty, and say so at the first field."""
        if self.text("query") or not self.wanted().is_empty:
            return False
        self.refuse("Wpisz PESEL, numer, nazwisko albo wybierz stan, zakres lub plik.", "query")
        return True

    def fill_in(self, told: Mapping[str, str]) -> None:
        """Take state, scope, file and place from an address; what nobody offers is left out."""
        for name in ("stan", "zakres", "plik"):
            offered = {choice.value for choice in self[name].choices}
            self[name].data = told.get(name, "") if told.get(name, "") in offered else ""
        self.po.data = told.get("po", "")

    def wanted(self) -> Wanted:
        """Return state, scope and file."""
        state, file = self.text("stan"), self.text("plik")
        return Wanted((), State(state) if state else None, self.text("zakres"), int(file) if file else None)

    def place(self) -> Place | None:
        """Return where the page before ended; nonsense is the beginning."""
        po = self.text("po")
        return Place(int(po), self.text("word")) if po.isascii() and po.isdecimal() and len(po) < _TOO_LONG else None


def ids_in(ticked: Sequence[str]) -> list[int]:
    """Return the ids of boxes that were ticked, each once, no more than a page has; nonsense is left out."""
    numbers = [int(one) for one in ticked if one.isascii() and one.isdecimal() and len(one) < _TOO_LONG]
    return list(dict.fromkeys(numbers))[:AT_ONCE]


class RevealForm(PortalForm):
    """Why a PESEL is looked at."""

    reason = ChoiceField("Powód", REVEAL_CHOICES, [Required("Wybierz powód: zapiszemy go w dzienniku.")])
    pesel_told = BooleanField(TOLD)


class EntryForm(PortalForm):
    """The base of every change of a person: what the person was like when the page was opened, and who asked for it.

    Whatever stands in these two, it is compared and never complained of. `report` is the id of a reported mistake.
    """

    stamp = HiddenField("", [MaxLength(REQUEST_LIMIT)])
    report = HiddenField("", [MaxLength(REQUEST_LIMIT)])


def _day(_form: BaseForm, field: Field) -> None:
    if read_date(field.data) is None:
        raise StopValidation(DAY_WORDS)


def _number(_form: BaseForm, field: Field) -> None:
    number = normalise_number(field.data)
    if len(number) > MAX_NUMBER or not is_registry_number(number, settings().registry_number_pattern):
        raise StopValidation(
            "Numer ewidencyjny ma inną postać niż numery nadawane przez komisję. Sprawdź go w decyzji."
        )
    field.data = number


class NumberForm(EntryForm):
    """A new number."""

    registry_number = StringField("Numer ewidencyjny", [Required("Wpisz numer ewidencyjny."), _number])
    scope = ChoiceField("Zakres", (), [Required("Wybierz zakres.")])
    entered_on = StringField("Data wpisu", [MayBeEmpty(), _day])

    def __init__(self, scopes: Mapping[str, ScopeEntry], **kwargs: Any) -> None:
        """Offer the scopes of the dictionary."""
        super().__init__(**kwargs)
        offer(self.scope, scope_choices(scopes))

    def entry(self) -> NumberEntry:
        """Return what was typed, after validation."""
        return NumberEntry(self.text("registry_number"), self.text("scope"), day_in(self, "entered_on"))


class RemovalForm(EntryForm):
    """What a decision about a removal says."""

    removed_on = StringField("Data skreślenia", [Required("Wpisz datę skreślenia."), _day])
    ground = StringField("Podstawa", [Required("Wpisz podstawę skreślenia."), MaxLength(200)])
    decision_number = StringField("Numer decyzji", [MayBeEmpty(), MaxLength(60)])

    def entry(self) -> RemovalEntry:
        """Return what was typed, after validation."""
        removed_on = day_in(self, "removed_on")
        assert removed_on is not None  # noqa: S101 - the field is required and was read
        ground = GROUND_NAMES.get(self.text("ground"), self.text("ground"))
        return RemovalEntry(removed_on, ground, self.text("decision_number") or None)


class NumberCorrectionForm(RemovalForm):
    """A number as it is to be; the questions about its removal are put while it is removed."""

    scope = ChoiceField("Zakres", (), [Required("Wybierz zakres.")])
    entered_on = StringField("Data wpisu", [MayBeEmpty(), _day])

    def __init__(self, scopes: Mapping[str, ScopeEntry], number: NumberRecord) -> None:
        """Offer the scopes of the dictionary, and begin with what the register has."""
        removal = number.removal
        told = {"scope": number.entry.scope_code, "entered_on": written(number.entry.entered_on)}
        if removal is not None:
            told["removed_on"], told["ground"] = (
                written(removal.removed_on),
                GROUNDS.get(removal.ground, removal.ground),
            )
            told["decision_number"] = removal.decision_number or ""
        super().__init__(data=told)
        offer(self.scope, scope_choices(scopes))
        self.is_removed = removal is not None
        if not self.is_removed:
            del self.removed_on, self.ground, self.decision_number

    def correction(self) -> NumberCorrection:
        """Return what was typed, after validation."""
        removal = self.entry() if self.is_removed else None
        return NumberCorrection(self.text("scope"), day_in(self, "entered_on"), removal)


class RestorationForm(EntryForm):
    """The day on which a number comes back."""

    restored_on = StringField("Data przywrócenia", [Required("Wpisz datę przywrócenia."), _day])


def day_in(form: PortalForm, name: str) -> date | None:
    """Return the day in a field, None when it is empty."""
    return read_date(form.text(name))


def written(day: date | None) -> str:
    """Return a day as it stands in a field."""
    return f"{day:%d.%m.%Y}" if day else ""


def import_choices(imports: Sequence[ImportFile]) -> tuple[tuple[str, str], ...]:
    """Return files that came into the register to choose from."""
    return tuple(
        (str(one.id), f"nr {one.id}, {day_words(in_warsaw(one.merged_at or one.staged_at))}") for one in imports
    )


def scope_choices(scopes: Mapping[str, ScopeEntry]) -> tuple[tuple[str, str], ...]:
    """Return all scopes to choose from; those that are no longer examined say so."""
    return (
        ("", "Wybierz z listy"),
        *(
            (code, f"{code} – {entry.label}{'' if entry.active else ' (już nieczynny)'}")
            for code, entry in scopes.items()
        ),
    )
