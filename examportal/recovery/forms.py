"""Forms of recovery."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, StringField, TelField, TextAreaField

from examportal.profile.forms import email_address, phone_number
from examportal.recovery import words
from examportal.recovery.proving.rules import LONGEST_LABEL, MOST_POINTS, ProofKind
from examportal.recovery.rules import CaseRequest, Kind, State, Way
from examportal.web.choices import ChoiceField, RadioField, offer
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required, RequiredWhen
from examportal.web.plumbing import REQUEST_LIMIT

LONGEST_TEXT = 1000
_CHOOSE = ("", "Wybierz z listy")
_POINTS = tuple((str(points), str(points)) for points in range(MOST_POINTS + 1))
_ENDINGS = (
    _CHOOSE,
    (State.REFUSED.value, "odmowa: nie udało się potwierdzić, kto prosi"),
    (State.WITHDRAWN.value, "wycofana: ta osoba już tego nie chce albo sprawa jest podwójna"),
    (State.DONE.value, "załatwiona ręcznie: to, co trzeba, jest zrobione"),
)


def _needs_address(form: Any) -> bool:
    return form.kind.data in {Kind.MAILBOX_DEAD, Kind.KNOWS_NOTHING}


class OpeningForm(PortalForm):
    """What somebody tells by phone or at the counter; the office knows whom it is about."""

    kind = ChoiceField("Czego ta osoba nie może zrobić", (_CHOOSE, *words.KIND_CHOICES),
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


class NoteForm(PortalForm):
    """A proof, and what speaks for it."""

    proof = ChoiceField("Dowód", (_CHOOSE,), [Required("Wybierz, jaki to dowód.")])
    words = TextAreaField("Co sprawdzono", [Required("Napisz, co i jak sprawdzono."), MaxLength(LONGEST_TEXT)])

    def __init__(self, offered: Sequence[ProofKind] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        worth = tuple((kind.code, f"{kind.label} – {kind.points} pkt") for kind in offered)
        offer(self["proof"], (_CHOOSE, *worth))


class ProposalForm(PortalForm):
    """Where the link goes, and whether second steps are to end."""

    address = EmailField("Adres, na który pójdzie link", [MayBeEmpty(), MaxLength(254), email_address])
    ends_steps = BooleanField("Usuń drugi krok logowania: ta osoba go nie ma")


class ApprovalForm(PortalForm):
    """Which proposal was on the page."""

    seen = HiddenField("", [MaxLength(REQUEST_LIMIT)])


class AloneForm(ApprovalForm):
    """Why nobody else can look at it."""

    reason = TextAreaField(
        "Dlaczego nie można czekać na drugą osobę", [Required("Napisz dlaczego."), MaxLength(LONGEST_TEXT)]
    )


class KindForm(PortalForm):
    """A kind of proof."""

    label = StringField("Nazwa", [Required("Wpisz, jak ten dowód się nazywa."), MaxLength(LONGEST_LABEL)])
    points = ChoiceField("Punkty", _POINTS, [Required("Wybierz, ile ten dowód jest wart.")])
    in_use = BooleanField("Można go zapisywać w sprawach")

    def kind(self, code: str) -> ProofKind:
        """Return what was typed about the kind with this code."""
        return ProofKind(code, self.text("label"), int(self.text("points")), bool(self.in_use.data))


class EndingForm(PortalForm):
    """How a case ends without a new password, and why."""

    ending = ChoiceField("Jak kończymy", _ENDINGS, [Required("Wybierz, jak sprawa się kończy.")])
    answer = TextAreaField(
        "Dlaczego, co zrobiono", [Required("Napisz dlaczego albo co zrobiono."), MaxLength(LONGEST_TEXT)]
    )
