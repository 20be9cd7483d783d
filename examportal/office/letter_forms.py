"""Forms about sending: a pause, and the office's words for what servers answer."""

from collections.abc import Sequence

from wtforms import Field, HiddenField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.mail.advice import models
from examportal.mail.advice.rules import Advice, is_pattern, is_provider
from examportal.mail.pausing.models import LONGEST_REASON
from examportal.mail.pausing.queries import ALL
from examportal.web.choices import ChoiceField, offer
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required
from examportal.web.plumbing import REQUEST_LIMIT

_EVERYBODY = "all"


class PauseForm(PortalForm):
    """Whose letters are held back, and why."""

    provider = ChoiceField("Do kogo wstrzymać wysyłanie?", (), [Required("Wybierz, do kogo wstrzymać wysyłanie.")])
    reason = StringField("Powód", [Required("Wpisz powód: zobaczą go inni pracownicy."), MaxLength(LONGEST_REASON)])

    def offer(self, providers: Sequence[str]) -> None:
        """Let one choose from the providers that there are letters for."""
        choices = (("", "Wybierz z listy"), (_EVERYBODY, "do wszystkich"), *((name, name) for name in providers))
        offer(self.provider, choices)

    def chosen(self) -> str:
        """Return the provider, empty for all."""
        return ALL if self.text("provider") == _EVERYBODY else self.text("provider")


def _pattern(_form: BaseForm, field: Field) -> None:
    if not is_pattern(field.data):
        raise StopValidation("Wpisz kod, na przykład 5.1.1 albo 550, albo początek kodu z gwiazdką, na przykład 5.7.*")


def _provider(_form: BaseForm, field: Field) -> None:
    if not is_provider(str(field.data).lower()):
        raise StopValidation("Wpisz samą domenę, na przykład wp.pl, albo zostaw puste pole.")


class AdviceForm(PortalForm):
    """What an answer means."""

    pattern = StringField(
        "Odpowiedź serwera", [Required("Wpisz kod odpowiedzi."), MaxLength(models.LONGEST_PATTERN), _pattern]
    )
    provider = StringField("Dostawca poczty", [MayBeEmpty(), MaxLength(models.LONGEST_PROVIDER), _provider])
    label = StringField(
        "Nazwa dla biura",
        [Required("Wpisz krótką nazwę, na przykład: skrzynka pełna."), MaxLength(models.LONGEST_LABEL)],
    )
    meaning = StringField(
        "Objaśnienie dla egzaminatora",
        [Required("Wpisz, co to znaczy i co może zrobić egzaminator."), MaxLength(models.LONGEST_TEXT)],
    )

    def advice(self) -> Advice:
        """Return what was typed."""
        return Advice(self.text("pattern"), self.text("provider").lower(), self.text("label"), self.text("meaning"))


class UnwordForm(PortalForm):
    """Which of the office's words are taken back; both are compared and never complained of."""

    pattern = HiddenField("", [MaxLength(REQUEST_LIMIT)])
    provider = HiddenField("", [MaxLength(REQUEST_LIMIT)])
