"""Forms about who somebody is: a new person, names and contact, the PESEL, two records of one person.

What is typed is read by the rules for cells of a file.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from wtforms import BooleanField, EmailField, Field, HiddenField, StringField, TelField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.config import settings
from examportal.core import clock
from examportal.core import pesel as pesels
from examportal.core.countries import read_country
from examportal.core.pesel import PeselError, PeselFault
from examportal.intake.cells import MAX_NAME, read_date, read_name
from examportal.intake.contacts import MAX_EMAIL, read_email, read_phone
from examportal.office.people_forms import DAY_WORDS, EntryForm, NumberForm, written
from examportal.office.words import UNIFY_CHOICES
from examportal.register.rules import ByPesel, IdentityDocument, PersonalData, PersonEntry, ScopeEntry, read_document
from examportal.web.choices import ChoiceField
from examportal.web.forms import MaxLength, MayBeEmpty, PortalForm, Required, RequiredWhen
from examportal.web.plumbing import REQUEST_LIMIT

_PESEL_WORDS = {
    PeselFault.LENGTH: "PESEL ma 11 cyfr. Sprawdź, czy żadnej nie brakuje.",
    PeselFault.CHECKSUM: "W tym numerze PESEL jest pomyłka: nie zgadza się cyfra kontrolna. Sprawdź go w dokumentach.",
    PeselFault.BIRTH_DATE: (
        "Z tego numeru PESEL wynika data urodzenia, która jest niemożliwa albo nie pasuje do egzaminatora. Sprawdź go "
        "w dokumentach."
    ),
}
_DOCUMENT = ("document_kind", "document_number", "document_country", "birth_date")
_NEW_PERSON = (
    *("csrf_token", "stamp", "last_name", "first_names", "pesel", "is_another", *_DOCUMENT),
    *("email", "phone", "registry_number", "scope", "entered_on"),
)
ANOTHER = "To inna osoba – zapisz ten PESEL"


def _name(_form: BaseForm, field: Field) -> None:
    name = read_name(field.data)
    if name is None:
        raise StopValidation("Wpisz litery, najwyżej 100 znaków.")
    field.data = name


def _email(_form: BaseForm, field: Field) -> None:
    address = read_email(field.data)
    if address is None:
        raise StopValidation("Adres e-mail ma postać nazwa@domena.pl, bez polskich liter i spacji.")
    field.data = address


def _phone(_form: BaseForm, field: Field) -> None:
    number = read_phone(field.data)
    if number is None:
        raise StopValidation("Podaj istniejący numer: 9 cyfr, a przy numerze zagranicznym + i kod kraju na początku.")
    field.data = number


def _pesel(_form: BaseForm, field: Field) -> None:
    try:
        field.data = pesels.read(field.data, today=clock.today(), min_age=settings().min_age).digits
    except PeselError as fault:
        raise StopValidation(_PESEL_WORDS[fault.fault]) from None


def _born(_form: BaseForm, field: Field) -> None:
    day = read_date(field.data)
    if day is None:
        raise StopValidation(DAY_WORDS)
    if not pesels.is_plausible_birth(day, today=clock.today(), min_age=settings().min_age):
        raise StopValidation("Ta data urodzenia nie pasuje do egzaminatora. Sprawdź ją w dokumencie.")


def _kind(_form: BaseForm, field: Field) -> None:
    if not any(sign.isalpha() for sign in field.data):
        raise StopValidation("Wpisz rodzaj dokumentu słowami, na przykład paszport.")


def _document_number(_form: BaseForm, field: Field) -> None:
    if read_document("paszport", field.data, "PL", clock.today()) is None:
        raise StopValidation("Numer dokumentu ma litery i cyfry, najwyżej 30 znaków. Przepisz go z dokumentu.")


def _country(_form: BaseForm, field: Field) -> None:
    if read_country(field.data) is None:
        raise StopValidation("Wpisz kraj nazwą albo kodem, na przykład Ukraina lub UA.")


def _by_document(form: Any) -> bool:
    return not form.text("pesel") and any(form.text(name) for name in _DOCUMENT)


def _by_pesel(form: Any) -> bool:
    return not _by_document(form)


def _of_document(words: str, check: Callable[[BaseForm, Field], None]) -> list[Any]:
    return [RequiredWhen(_by_document, words), MaxLength(60), check]


class PersonForm(EntryForm):
    """Names and contact as the register has them."""

    last_name = StringField("Nazwisko", [Required("Wpisz nazwisko."), MaxLength(MAX_NAME), _name])
    first_names = StringField("Imię (imiona)", [Required("Wpisz imię."), MaxLength(MAX_NAME), _name])
    email = EmailField("Adres e-mail", [MayBeEmpty(), MaxLength(MAX_EMAIL), _email])
    phone = TelField("Telefon", [MayBeEmpty(), _phone])


class PeselForm(EntryForm):
    """A PESEL as it is right."""

    pesel = StringField("PESEL", [Required("Wpisz PESEL."), _pesel])
    is_another = BooleanField(ANOTHER)

    def identity(self) -> ByPesel:
        """Return what was typed, after validation."""
        found = pesels.read(self.text("pesel"), today=clock.today(), min_age=settings().min_age)
        return ByPesel(found.digits, found.birth_date)


class DocumentForm(EntryForm):
    """An identity document as it is right; the birth date is asked when no PESEL tells it."""

    document_kind = StringField("Rodzaj dokumentu", [Required("Wpisz rodzaj dokumentu."), MaxLength(60), _kind])
    document_number = StringField(
        "Numer dokumentu", [Required("Wpisz numer dokumentu."), MaxLength(60), _document_number]
    )
    document_country = StringField("Kraj wydania", [Required("Wpisz kraj wydania dokumentu."), MaxLength(60), _country])
    birth_date = StringField("Data urodzenia", [Required("Wpisz datę urodzenia."), _born])

    def __init__(self, personal: PersonalData) -> None:
        """Begin with what the register has; the number is masked on every page, so it is typed anew."""
        document = personal.document
        told = {"document_kind": document.kind, "document_country": document.country} if document else {}
        super().__init__(data=told | {"birth_date": written(personal.birth_date)})
        self._known = personal.birth_date if personal.pesel else None
        if self._known:
            del self.birth_date

    def identity(self) -> IdentityDocument:
        """Return what was typed, after validation."""
        return _read(self, self._known or read_date(self.text("birth_date")))


class NewPersonForm(NumberForm, PersonForm):
    """A person with a first number."""

    pesel = StringField(
        "PESEL",
        [RequiredWhen(_by_pesel, "Wpisz PESEL. Jeśli ta osoba go nie ma, wypełnij dane dokumentu."), _pesel],
    )
    document_kind = StringField("Rodzaj dokumentu", _of_document("Wpisz rodzaj dokumentu.", _kind))
    document_number = StringField("Numer dokumentu", _of_document("Wpisz numer dokumentu.", _document_number))
    document_country = StringField("Kraj wydania", _of_document("Wpisz kraj wydania dokumentu.", _country))
    birth_date = StringField("Data urodzenia", _of_document("Wpisz datę urodzenia.", _born))
    is_another = BooleanField(ANOTHER)

    def __init__(self, scopes: Mapping[str, ScopeEntry]) -> None:
        """Offer the scopes of the dictionary; mistakes are told in the order of the page."""
        super().__init__(scopes)
        fields = vars(self)["_fields"]
        self._fields = {name: fields[name] for name in _NEW_PERSON if name in fields}

    def person(self) -> PersonEntry:
        """Return who was typed, after validation."""
        personal = self._identified()._replace(email=self.text("email") or None, phone=self.text("phone") or None)
        return PersonEntry(self.text("last_name"), self.text("first_names"), personal)

    def _identified(self) -> PersonalData:
        if self.text("pesel"):
            found = pesels.read(self.text("pesel"), today=clock.today(), min_age=settings().min_age)
            return PersonalData.of(ByPesel(found.digits, found.birth_date))
        return PersonalData.of(_read(self, read_date(self.text("birth_date"))))


def _read(form: PortalForm, born: date | None) -> IdentityDocument:
    kind, number, country = (form.text(name) for name in _DOCUMENT[:3])
    document = read_document(kind, number, country, born) if born else None
    assert document is not None  # noqa: S101 - each part was read
    return document


def filled_in(person: PersonEntry) -> Mapping[str, str]:
    """Return what stands in a form of names and contact before anything is typed."""
    return {
        "last_name": person.last_name,
        "first_names": person.first_names,
        "email": person.personal.email or "",
        "phone": person.personal.phone or "",
    }


class OtherForm(PortalForm):
    """Which other record is the same person's."""

    query = StringField("Druga karta", [Required("Wpisz PESEL, numer ewidencyjny albo login z drugiej karty.")])


class UnifyForm(EntryForm):
    """Why two records are one person's; carries what the other one was like, too."""

    other_stamp = HiddenField("", [MaxLength(REQUEST_LIMIT)])
    basis = ChoiceField(
        "Skąd wiadomo, że to jedna osoba?",
        UNIFY_CHOICES,
        [Required("Wybierz, skąd wiadomo, że to jedna osoba: zapiszemy to w dzienniku.")],
    )
