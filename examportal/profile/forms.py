"""Fields of the profile: labels and shape, one text per kind of mistake."""

from dataclasses import asdict
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, EmailField, Field, StringField, TelField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.core.countries import POLAND, all_countries
from examportal.profile import rules
from examportal.profile.rules import Address, EmploymentKind, ProfileData, Workplace
from examportal.web.choices import ChoiceField, RadioField
from examportal.web.forms import (
    MaxLength,
    MayBeEmpty,
    OptionalWhen,
    PortalForm,
    Required,
    RequiredWhen,
)

EMPLOYMENT_CHOICES = (
    (EmploymentKind.SCHOOL.value, "w szkole lub placówce oświatowej"),
    (EmploymentKind.UNIVERSITY.value, "na uczelni"),
    (EmploymentKind.EMPLOYER.value, "u innego pracodawcy (przedstawiciel pracodawców)"),
    (EmploymentKind.NONE.value, "nie pracuję (na przykład emerytura)"),
)


def _name(_form: BaseForm, field: Field) -> None:
    if not rules.is_name(field.data):
        raise StopValidation("Wpisz litery; dozwolone są też spacja, łącznik, apostrof i kropka.")


def _place(_form: BaseForm, field: Field) -> None:
    if not any(c.isalpha() for c in field.data):
        raise StopValidation("Wpisz nazwę miejscowości literami.")


def email_address(_form: BaseForm, field: Field) -> None:
    """Validate an e-mail address, and keep it in the form that is stored."""
    try:
        found = validate_email(field.data.replace(" ", ""), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise StopValidation("Adres e-mail ma postać nazwa@domena.pl, bez polskich liter i spacji.") from None
    field.data = found.normalized


def phone_number(_form: BaseForm, field: Field) -> None:
    """Validate a phone number, and keep it as E.164."""
    number = rules.read_phone(field.data)
    if number is None:
        raise StopValidation("Podaj istniejący numer: 9 cyfr, a przy numerze zagranicznym + i kod kraju na początku.")
    field.data = number


def _building(_form: BaseForm, field: Field) -> None:
    if not any(c.isalnum() for c in field.data):
        raise StopValidation("Podaj numer domu, na przykład 12 albo 12A.")


def _postcode(country_field: str | None) -> Any:
    def check(form: BaseForm, field: Field) -> None:
        country = form[country_field].data if country_field else POLAND
        postcode = rules.read_postcode(field.data, country)
        if postcode is None and country == POLAND:
            raise StopValidation("Kod pocztowy ma 5 cyfr, na przykład 00-950.")
        if postcode is None:
            raise StopValidation("Kod pocztowy ma od 2 do 12 liter i cyfr.")
        field.data = postcode

    return check


def _rspo(_form: BaseForm, field: Field) -> None:
    number = rules.read_rspo(field.data)
    if number is None:
        raise StopValidation("Numer RSPO składa się z samych cyfr, najwyżej 10.")
    field.data = number


def _mails_elsewhere(form: Any) -> bool:
    return not form.mailing_same.data


def _employed(form: Any) -> bool:
    return form.employment_kind.data in set(EmploymentKind) - {EmploymentKind.NONE}


def _at_school(form: Any) -> bool:
    return bool(form.employment_kind.data == EmploymentKind.SCHOOL)


class AddressForm(PortalForm):
    """An e-mail address."""

    email = EmailField("Adres e-mail", [Required("Wpisz adres e-mail."), MaxLength(254), email_address])


class ProfileForm(PortalForm):
    """The person's own data; the registration form adds the e-mail address and the keys."""

    first_names = StringField("Imię (imiona)", [Required("Wpisz imię lub imiona."), MaxLength(100), _name])
    last_name = StringField("Nazwisko", [Required("Wpisz nazwisko."), MaxLength(100), _name])
    birth_place = StringField("Miejsce urodzenia", [MayBeEmpty(), MaxLength(100), _place])

    phone = TelField("Telefon", [Required("Wpisz numer telefonu."), MaxLength(40), phone_number])

    home_street = StringField("Ulica", [MayBeEmpty(), MaxLength(100)])
    home_building = StringField("Numer domu", [Required("Wpisz numer domu."), MaxLength(20), _building])
    home_unit = StringField("Numer mieszkania", [MayBeEmpty(), MaxLength(20)])
    home_postcode = StringField(
        "Kod pocztowy", [Required("Wpisz kod pocztowy."), MaxLength(20), _postcode("home_country")]
    )
    home_city = StringField("Miejscowość", [Required("Wpisz miejscowość."), MaxLength(100), _place])
    home_country = ChoiceField("Kraj", all_countries(), [Required("Wybierz kraj.")], default=POLAND)

    mailing_same = BooleanField("Adres do korespondencji jest taki sam jak adres zamieszkania", default=True)
    mailing_street = StringField("Ulica", [OptionalWhen(_mails_elsewhere), MaxLength(100)])
    mailing_building = StringField(
        "Numer domu",
        [RequiredWhen(_mails_elsewhere, "Wpisz numer domu w adresie do korespondencji."), MaxLength(20), _building],
    )
    mailing_unit = StringField("Numer mieszkania", [OptionalWhen(_mails_elsewhere), MaxLength(20)])
    mailing_postcode = StringField(
        "Kod pocztowy",
        [
            RequiredWhen(_mails_elsewhere, "Wpisz kod pocztowy w adresie do korespondencji."),
            MaxLength(20),
            _postcode("mailing_country"),
        ],
    )
    mailing_city = StringField(
        "Miejscowość",
        [RequiredWhen(_mails_elsewhere, "Wpisz miejscowość w adresie do korespondencji."), MaxLength(100), _place],
    )
    mailing_country = ChoiceField(
        "Kraj",
        all_countries(),
        [RequiredWhen(_mails_elsewhere, "Wybierz kraj w adresie do korespondencji.")],
        default=POLAND,
    )

    employment_kind = RadioField("Gdzie pracujesz?", EMPLOYMENT_CHOICES, [Required("Wybierz, gdzie pracujesz.")])
    workplace_name = StringField(
        "Nazwa miejsca pracy", [RequiredWhen(_employed, "Wpisz nazwę miejsca pracy."), MaxLength(200)]
    )
    workplace_city = StringField(
        "Miejscowość", [RequiredWhen(_employed, "Wpisz miejscowość, w której pracujesz."), MaxLength(100), _place]
    )
    workplace_street = StringField("Ulica", [OptionalWhen(_employed), MaxLength(100)])
    workplace_building = StringField("Numer budynku", [OptionalWhen(_employed), MaxLength(20), _building])
    workplace_postcode = StringField("Kod pocztowy", [OptionalWhen(_employed), MaxLength(20), _postcode(None)])
    rspo_number = StringField("Numer RSPO szkoły", [OptionalWhen(_at_school), MaxLength(20), _rspo])

    subjects = StringField("Nauczane przedmioty", [MayBeEmpty(), MaxLength(200)])

    def profile(self) -> ProfileData:
        """Return what was written, as a record; only after validate()."""
        employed = _employed(self)
        return ProfileData(
            first_names=self.text("first_names"),
            last_name=self.text("last_name"),
            birth_place=self.text("birth_place"),
            phone=self.text("phone"),
            home_address=self._address("home"),
            mailing_address=self._address("mailing") if _mails_elsewhere(self) else None,
            employment=EmploymentKind(self.text("employment_kind")),
            workplace=self._workplace() if employed else None,
            subjects=self.text("subjects"),
        )

    @staticmethod
    def filled_in(profile: ProfileData) -> dict[str, Any]:
        """Return a profile as the answers of this form."""
        mailing, workplace = profile.mailing_address, profile.workplace
        own = {
            name: getattr(profile, name) for name in ("first_names", "last_name", "birth_place", "phone", "subjects")
        }
        addresses = {"home": profile.home_address} | ({"mailing": mailing} if mailing else {})
        places = {f"{part}_{name}": value for part, one in addresses.items() for name, value in asdict(one).items()}
        work = {name: value for name, value in asdict(workplace).items() if name != "rspo_number"} if workplace else {}
        return {
            **own | places | {f"workplace_{name}": value for name, value in work.items()},
            "mailing_same": mailing is None,
            "employment_kind": profile.employment.value,
            "rspo_number": workplace.rspo_number if workplace else "",
        }

    def _address(self, part: str) -> Address:
        return Address(
            **{
                name: self.text(f"{part}_{name}")
                for name in ("street", "building", "unit", "postcode", "city", "country")
            }
        )

    def _workplace(self) -> Workplace:
        own = {name: self.text(f"workplace_{name}") for name in ("name", "city", "street", "building", "postcode")}
        return Workplace(**own, rspo_number=self.text("rspo_number") if _at_school(self) else "")
