"""Forms of recovery."""

from typing import Any

from wtforms import BooleanField, EmailField, StringField, TelField, TextAreaField

from examportal.profile.forms import email_address, phone_number
from examportal.recovery import words
from examportal.recovery.rules import CaseRequest, Kind, State, Way
from examportal.web.choices import ChoiceField, RadioField
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required, RequiredWhen

LONGEST_TEXT = 1000
_ENDINGS = (
    ("", "Wybierz z listy"),
    (State.REFUSED.value, "odmowa: nie udało się potwierdzić, kto prosi"),
    (State.WITHDRAWN.value, "wycofana: ta osoba już tego nie chce albo sprawa jest podwójna"),
    (State.DONE.value, "załatwiona ręcznie: to, co trzeba, jest zrobione"),
)


def _needs_address(form: Any) -> bool:
    return form.kind.data in {Kind.MAILBOX_DEAD, Kind.KNOWS_NOTHING}


class OpeningForm(PortalForm):
    """What somebody tells by phone or at the counter; the office knows whom it is about."""

    kind = ChoiceField("Czego ta osoba nie może zrobić", (("", "Wybierz z listy"), *words.KIND_CHOICES),
        [Required("Wybierz, czego dotyczy sprawa.")])  # fmt: skip
    way = RadioField("Jak się zgłosiła", words.DESK_WAYS, [Required("Wybierz, jak ta osoba się zgłosiła.")])
    new_email = EmailField(
        "Nowy adres e-mail",
        [
            RequiredWhen(_needs_address, "Wpisz adres, na który wyślemy link do nowego hasła."),
            MayBeEmpty(),
            MaxLength(254),
            email_address,
        ],
    )
    phone = TelField("Telefon, który podaje", [MayBeEmpty(), MaxLength(40), phone_number])
    description = TextAreaField("Co się stało", [MayBeEmpty(), MaxLength(LONGEST_TEXT)])
    steps_lost = BooleanField("Nie ma też drugiego kroku logowania (telefonu, kluczy ani kodów zapasowych)")

    def told(self, examiner_id: int) -> CaseRequest:
        """Return what was told about a person."""
        return CaseRequest(
            kind=Kind(self.text("kind")),
            way=Way(self.text("way")),
            new_email=self.text("new_email"),
            phone=self.text("phone"),
            description=self.text("description"),
            steps_lost=bool(self.steps_lost.data),
            examiner_id=examiner_id,
        )


class MatchForm(PortalForm):
    """Whom a case is about."""

    query = StringField("PESEL, numer ewidencyjny albo login", [Required("Wpisz PESEL, numer ewidencyjny albo login.")])


class EndingForm(PortalForm):
    """How a case ends without a new password, and why."""

    ending = ChoiceField("Jak kończymy", _ENDINGS, [Required("Wybierz, jak sprawa się kończy.")])
    answer = TextAreaField(
        "Dlaczego, co zrobiono", [Required("Napisz dlaczego albo co zrobiono."), MaxLength(LONGEST_TEXT)]
    )
