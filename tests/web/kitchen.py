"""A kitchen sink: the real application with one form of every field and views that fail in every way."""

from pathlib import Path

import structlog
from flask import Blueprint, Flask, abort, flash, redirect
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, EmailField, HiddenField, IntegerField, PasswordField, StringField, TelField

from examportal.db import db
from examportal.register.models import Examiner
from examportal.web import choices
from examportal.web.forms import MaxLength, MayBeEmpty, OptionalWhen, PortalForm, Required, RequiredWhen, form_page
from examportal.web.guard import public

SECRET = "kanarek-5512"
Answer = tuple[str, dict[str, str]]
PLAIN: Answer = ("ok", {"Content-Type": "text/plain"})
kitchen = Blueprint("kitchen", __name__)


def works_at_school(form: "KitchenForm") -> bool:
    """Tell whether the questions about the school are put."""
    return bool(form.employment.data == "school")


class KitchenForm(PortalForm):
    """One field of every kind."""

    step = HiddenField()
    surname = StringField("Nazwisko", [Required("Wpisz nazwisko."), MaxLength(22)])
    second_name = StringField("Drugie imię")
    email = EmailField("Adres e-mail", [Required("Wpisz adres e-mail.")])
    phone = TelField("Telefon", [Required("Wpisz numer telefonu.")])
    entered_on = DateField("Data wpisu", [Required("Podaj datę wpisu.")])
    new_password = PasswordField("Nowe hasło", [Required("Wymyśl hasło.")])
    country = choices.ChoiceField(
        "Kraj", (("", "Wybierz kraj"), ("PL", "Polska"), ("DE", "Niemcy")), [Required("Wybierz kraj.")]
    )
    employment = choices.RadioField(
        "Miejsce pracy", (("school", "Szkoła"), ("none", "Nie pracuję")), [Required("Zaznacz, gdzie pracujesz.")]
    )
    workplace = StringField("Nazwa szkoły", [RequiredWhen(works_at_school, "Wpisz nazwę szkoły."), MaxLength(30)])
    rspo = IntegerField("Numer RSPO", [OptionalWhen(works_at_school)])
    floor = IntegerField("Piętro", [MayBeEmpty()])
    same_address = BooleanField("Adres do korespondencji jest taki sam", default=True)
    notice = BooleanField("Znam klauzulę informacyjną", [Required("Zapoznaj się z klauzulą i zaznacz to pole.")])


@kitchen.route("/proba", methods=["GET", "POST"])
@public
def sink() -> tuple[str, int] | Response:
    """Show the form; take a right one, except from a person named Odmowa."""
    form = KitchenForm()
    if form.validate_on_submit():
        if form.surname.data != "Odmowa":
            flash("Zapisano.", "success")
            return redirect("/proba", 303)
        form.refuse("Nie można teraz zapisać.")
        form.refuse("To nazwisko jest już zajęte.", "surname")
    return form_page("kitchen/form.html", form)


@kitchen.get("/blad/<int:code>")
@public
def refused(code: int) -> str:
    """Refuse with this status."""
    abort(code)


@kitchen.get("/za-duzo")
@public
def too_many() -> str:
    """Refuse for five minutes."""
    raise TooManyRequests(retry_after=299)


@kitchen.get("/awaria/<token>")
@public
def broken(token: str) -> str:
    """Fail with a person's data in the text of the fault and in the session."""
    db.session.add(Examiner(last_name=token, first_names=SECRET))
    raise ValueError(f"{SECRET} {token}")


@kitchen.get("/baza")
@public
def away() -> str:
    """Fail as when the database is away."""
    raise OperationalError(SECRET, {}, Exception(SECRET))


@kitchen.get("/porzucone")
@public
def unsaved() -> Answer:
    """Forget to save."""
    db.session.add(Examiner(last_name="Nikt", first_names="Nikt"))
    return PLAIN


@kitchen.get("/poza-drzwiami")
@public
def outside() -> Answer:
    """Write outside a transaction."""
    db.session.add(Examiner(last_name="Nikt", first_names="Nikt"))
    db.session.flush()
    return PLAIN


@kitchen.get("/dziennik-maszyny")
@public
def logged() -> Answer:
    """Log a fault that was caught."""
    try:
        int(SECRET)
    except ValueError:
        structlog.get_logger("examportal").exception("caught")
    return PLAIN


def furnish(app: Flask) -> Flask:
    """Add the kitchen to an application that has not answered yet."""
    app.register_blueprint(kitchen)
    assert app.jinja_loader is not None
    app.jinja_env.loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(Path(__file__).parent / "templates")])
    return app
