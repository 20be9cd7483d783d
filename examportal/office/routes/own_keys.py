"""One's own keys: password, authenticator, recovery codes. Whoever changes one shows the password again."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examportal.accounts.passwords import hash_password
from examportal.accounts.staff import presence, queries
from examportal.accounts.staff.rules import ABSOLUTE_LIMIT, IDLE_LIMIT, keys_of
from examportal.accounts.staff.service import second_step, sessions, sign_in
from examportal.accounts.staff.service.sign_in import Compared
from examportal.accounts.steps import apps, codes, passkeys, qr, recovery
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.rules import RECOVERY_CODES, NothingOffered
from examportal.core import clock
from examportal.db import transaction
from examportal.office.forms import (
    PASSWORDS,
    WRONG_FIRST_CODE,
    WRONG_PASSWORD,
    FirstCodeForm,
    ProofForm,
    StaffChangePasswordForm,
    own_data_of,
)
from examportal.office.halfway import address_in_qr, count_code, forgive_code
from examportal.office.routes import Page
from examportal.throttle import service as throttle
from examportal.throttle.rules import Refuse
from examportal.web.forms import PRESSED_TOO_LATE, PortalForm, form_page, too_soon
from examportal.web.guard import staff_only

blueprint = Blueprint("own_keys", __name__)


@blueprint.get("/biuro/konto")
@staff_only()
def overview() -> Page:
    """Show the own keys, as far as they may be shown."""
    member_id = presence.present().member_id
    return render_template(
        "office/own_keys.html",
        member=queries.get_member(member_id),
        authenticator=steps.find_authenticator(keys_of(member_id)),
        keys=[(key, key.unseal()["name"]) for key in steps.all_passkeys(keys_of(member_id))],
        may_add=passkeys.party() is not None,
        sessions=queries.running_sessions(member_id, clock.now()),
        here=presence.present().session_id,
        idle_minutes=IDLE_LIMIT.seconds // 60,
        most_hours=ABSOLUTE_LIMIT.seconds // 3600,
        left=steps.codes_left(keys_of(member_id)),
        of=RECOVERY_CODES,
    )


@blueprint.post("/biuro/konto/przegladarki/<int(max=2147483647):session_id>/wyloguj")
@staff_only()
def end_session(session_id: int) -> Page:
    """Sign out one other browser of one's own."""
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return redirect(url_for("own_keys.overview"), 303)
    with transaction():
        ended = sessions.end_one(presence.present().member_id, session_id)
    flash("Wylogowaliśmy tę przeglądarkę." if ended else "Ta przeglądarka była już wylogowana.", "success")
    return redirect(url_for("own_keys.overview"), 303)


@blueprint.route("/biuro/konto/haslo", methods=["GET", "POST"])
@staff_only()
def password() -> Page:
    """Change the own password."""
    member = queries.get_member(presence.present().member_id)
    form, facts = StaffChangePasswordForm(own=own_data_of(member)), {"rules": PASSWORDS.listed()}
    if not form.validate_on_submit():
        return form_page("office/own_password.html", form, **facts)
    compared = compare_own(form)
    if isinstance(compared, Refuse):
        return too_soon("office/own_password.html", form, compared.seconds, **facts)
    password_hash = hash_password(form.text("new_password")) if compared.fits else ""
    here = presence.present()
    with transaction():
        changed = compared.fits and second_step.change_password(
            here.member_id, compared.stored or "", password_hash, here.token
        )
    if not changed:
        form.refuse(WRONG_PASSWORD, "current_password")
        return form_page("office/own_password.html", form, **facts)
    flash("Nowe hasło zapisane. Na innych urządzeniach trzeba się zalogować jeszcze raz.", "success")
    return redirect(url_for("own_keys.overview"), 303)


@blueprint.route("/biuro/konto/aplikacja", methods=["GET", "POST"])
@staff_only()
def prove_for_authenticator() -> Page:
    """Ask for the password before a new authenticator is shown."""
    return _prove("office/prove_for_authenticator.html", "own_keys.authenticator")


@blueprint.route("/biuro/konto/aplikacja/nowa", methods=["GET", "POST"])
@staff_only()
def authenticator() -> Page:
    """Show the new authenticator; POST takes its first code."""
    here = presence.present()
    secret = apps.offered_secret(keys_of(here.member_id))
    form = FirstCodeForm()
    facts = {"secret": codes.in_groups(secret), "picture": url_for("own_keys.qr_code")}
    if not form.validate_on_submit():
        return form_page("office/authenticator.html", form, **facts)
    decision = count_code(here.member_id)
    if isinstance(decision, Refuse):
        return too_soon("office/authenticator.html", form, decision.seconds, **facts)
    with transaction():
        right = second_step.change_authenticator(here.member_id, form.text("code"), here.token)
    if not right:
        form.refuse(WRONG_FIRST_CODE, "code")
        return form_page("office/authenticator.html", form, **facts)
    forgive_code(here.member_id)
    flash("Od teraz kody podaje nowa aplikacja. Kody z poprzedniej już nie działają.", "success")
    return redirect(url_for("own_keys.overview"), 303)


@blueprint.get("/biuro/konto/aplikacja/qr.svg")
@staff_only()
def qr_code() -> Page:
    """Return the QR code of the new authenticator as a picture."""
    member = queries.get_member(presence.present().member_id)
    return qr.picture(address_in_qr(apps.offered_secret(keys_of(member.id)), member.email))


@blueprint.route("/biuro/konto/kody-zapasowe", methods=["GET", "POST"])
@staff_only()
def prove_for_codes() -> Page:
    """Ask for the password before new recovery codes are shown."""
    return _prove("office/prove_for_codes.html", "own_keys.recovery_codes")


@blueprint.route("/biuro/konto/kody-zapasowe/nowe", methods=["GET", "POST"])
@staff_only()
def recovery_codes() -> Page:
    """Show the new recovery codes; POST says that they are kept, and puts them in force."""
    member_id = presence.present().member_id
    shown = recovery.shown(keys_of(member_id))
    form = PortalForm()
    if not form.validate_on_submit():
        return form_page("office/recovery_codes.html", form, codes=shown)
    with transaction():
        second_step.change_codes(member_id)
    flash("Nowe kody zapasowe działają. Poprzednie możesz zniszczyć.", "success")
    return redirect(url_for("own_keys.overview"), 303)


_PREPARE = {
    "own_keys.authenticator": apps.offer,
    "own_keys.recovery_codes": recovery.issue,
}


@blueprint.errorhandler(NothingOffered)
def nothing_offered(_refusal: NothingOffered) -> Page:
    """Lead to where the password is asked for: what was to be shown is done, or was prepared too long ago."""
    flash("Ta strona była otwarta zbyt długo albo zmiana jest już zrobiona. Jeśli trzeba, zacznij jeszcze raz.")
    return redirect(url_for("own_keys.overview"), 303)


def _prove(template: str, leads_to: str) -> Page:
    """Take the password and prepare what the next page shows."""
    form = ProofForm()
    if not form.validate_on_submit():
        return form_page(template, form)
    compared = compare_own(form)
    if isinstance(compared, Refuse):
        return too_soon(template, form, compared.seconds)
    if not compared.fits:
        form.refuse(WRONG_PASSWORD, "current_password")
        return form_page(template, form)
    with transaction():
        _PREPARE[leads_to](keys_of(presence.present().member_id))
    return redirect(url_for(leads_to), 303)


def compare_own(form: Any) -> Compared | Refuse:
    """Count and compare the password of whoever is signed in, as at the door."""
    email = queries.get_member(presence.present().member_id).email
    attempt = sign_in.attempt_of(email, request.remote_addr)
    with transaction():
        decision = throttle.count(attempt)
    if isinstance(decision, Refuse):
        return decision
    compared = sign_in.compare(email, form.text("current_password"))
    if compared.fits:
        with transaction():
            throttle.forgive(attempt)
    return compared
