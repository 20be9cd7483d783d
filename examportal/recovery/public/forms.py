"""What somebody without access tells."""

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, EmailField, StringField, TelField, TextAreaField

from examportal.profile.forms import email_address, phone_number
from examportal.recovery.rules import CaseRequest, Kind, Way
from examportal.web.choices import RadioField
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required, RequiredWhen

LONGEST_TEXT = 1000
KINDS = (
    (Kind.MAILBOX_DEAD.value, "Nie mogę otworzyć skrzynki, na którą przychodzą listy z portalu"),
    (Kind.KNOWS_NOTHING.value, "Nie pamiętam hasła i nie mogę otworzyć tej skrzynki"),
    (Kind.SECOND_STEP_LOST.value, "Nie mam telefonu, aplikacji ani klucza, o które prosi portal po haśle"),
    (Kind.PESEL_WRONG.value, "Komisja ma zły numer PESEL"),
    (Kind.TWO_RECORDS.value, "Komisja ma mnie zapisaną/zapisanego dwa razy"),
    (Kind.NO_PESEL.value, "Nie mam numeru PESEL, a loginu nie znam"),
)


def _has_number(form: Any) -> bool:
    return bool(form.kind.data != Kind.NO_PESEL)


class LostAccessForm(PortalForm):
    """Who somebody is, what happened, and where the answer may go."""

    kind = RadioField("Co się stało", KINDS, [Required("Zaznacz, co się stało.")])
    steps_lost = BooleanField("Nie mam też telefonu, aplikacji ani klucza, o które prosi portal po haśle")
    claimed = StringField(
        "PESEL, login albo numer ewidencyjny",
        [RequiredWhen(_has_number, "Wpisz PESEL, login albo jeden ze swoich numerów ewidencyjnych."), MaxLength(60)],
    )
    name = StringField("Imię i nazwisko", [Required("Wpisz imię i nazwisko."), MaxLength(120)])
    new_email = EmailField(
        "Nowy adres e-mail", [Required("Wpisz adres, do którego masz dostęp."), MaxLength(254), email_address]
    )
    phone = TelField("Telefon", [Required("Wpisz numer telefonu."), MaxLength(40), phone_number])
    description = TextAreaField("Opisz krótko, co się stało", [MayBeEmpty(), MaxLength(LONGEST_TEXT)])
    attachments = MultipleFileField("Dokumenty, które pomogą", [MayBeEmpty()])

    def told(self) -> CaseRequest:
        """Return what was told."""
        return CaseRequest(
            kind=Kind(self.text("kind")),
            way=Way.PUBLIC,
            claimed=self.text("claimed"),
            name=self.text("name"),
            new_email=self.text("new_email"),
            phone=self.text("phone"),
            description=self.text("description"),
            steps_lost=bool(self.steps_lost.data),
        )
