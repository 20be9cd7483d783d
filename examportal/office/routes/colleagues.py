"""Colleagues: who has access to the office, invitations, roles, suspending. For administrators."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from examportal.accounts.staff import presence, queries
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.queries import MemberUnknown
from examportal.accounts.staff.rules import LastAdministrator, Permission, PermissionsIncomplete, Role
from examportal.accounts.staff.service import members
from examportal.accounts.staff.service.members import (
    AlreadyActive,
    AlreadyInvited,
    ChangedMeanwhile,
    NotActive,
    NotAllowed,
    NotSuspended,
)
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.core.errors import Refusal, Suspended
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.office.forms import InviteForm, PermissionsForm, RoleForm
from examportal.office.routes import Page
from examportal.office.words import PERMISSIONS, ROLES, STATES
from examportal.web.forms import PortalForm, form_page
from examportal.web.guard import staff_only

blueprint = Blueprint("colleagues", __name__)

Act = Callable[[int, Actor], StaffMember]
_REFUSED: dict[type[Refusal], str] = {
    LastAdministrator: "To jedyny czynny administrator, który zarządza pracownikami. Najpierw daj tę rolę komuś "
    "jeszcze – inaczej nikt nie mógłby wpuszczać pracowników.",
    AlreadyActive: "To konto już działa, więc zaproszenie nie jest potrzebne.",
    AlreadyInvited: "Ktoś z tym adresem jest już na liście pracowników.",
    ChangedMeanwhile: "Uprawnienia tej osoby zmieniły się, odkąd ta strona jest otwarta. Poniżej są takie, jakie są "
    "teraz: sprawdź je i zapisz jeszcze raz.",
    PermissionsIncomplete: f"Pomaganie, sprawy i poprawianie wpisów są na stronach osób. Zaznacz też: "
    f"{PERMISSIONS[Permission.SEE_PEOPLE]}.",
    NotActive: "To konto jeszcze nie działa. Możesz wysłać zaproszenie ponownie.",
    NotSuspended: "To konto nie jest wstrzymane.",
    Suspended: "To konto jest wstrzymane. Najpierw je przywróć.",
}


@blueprint.get("/biuro/pracownicy")
@staff_only(Permission.MANAGE_STAFF)
def overview() -> Page:
    """List the staff."""
    return render_template(
        "office/colleagues.html", colleagues=queries.all_colleagues(clock.now()), roles=ROLES, states=STATES
    )


@blueprint.route("/biuro/pracownicy/zaproszenie", methods=["GET", "POST"])
@staff_only(Permission.MANAGE_STAFF)
def invite() -> Page:
    """Invite somebody."""
    form = InviteForm()
    if not form.validate_on_submit():
        return form_page("office/invite.html", form)
    try:
        with transaction():
            member = members.invite(form.text("email"), form.text("name"), Role(form.text("role")), _me())
    except NotAllowed:
        abort(403)
    except AlreadyInvited:
        form.refuse(_REFUSED[AlreadyInvited], "email")
        return form_page("office/invite.html", form)
    flash(f"Zaproszenie dla: {member.name} jest w drodze na adres {member.email}.", "success")
    return redirect(url_for("colleagues.overview"), 303)


@blueprint.route("/biuro/pracownicy/<int(max=2147483647):member_id>", methods=["GET", "POST"])
@staff_only(Permission.MANAGE_STAFF)
def card(member_id: int) -> Page:
    """Show somebody of the staff; POST gives another role."""
    form = RoleForm()
    if not form.validate_on_submit():
        return _card(member_id, form)
    role = Role(form.text("role"))
    return _act(
        member_id, form, lambda whom, me: members.change_role(whom, role, me), f"Rola zmieniona na: {ROLES[role]}."
    )


@blueprint.post("/biuro/pracownicy/<int(max=2147483647):member_id>/uprawnienia")
@staff_only(Permission.MANAGE_STAFF)
def permissions(member_id: int) -> Page:
    """Let somebody do what is ticked, whatever the role brings."""
    form = PermissionsForm()
    if not form.validate_on_submit():
        return _card(member_id, form)
    return _act(
        member_id,
        form,
        lambda whom, me: members.change_permissions(whom, form.chosen(), form.seen_permissions(), me),
        "Uprawnienia zapisane. Działają od następnej strony, którą ta osoba otworzy.",
    )


@blueprint.post("/biuro/pracownicy/<int(max=2147483647):member_id>/zaproszenie")
@staff_only(Permission.MANAGE_STAFF)
def remind(member_id: int) -> Page:
    """Send the invitation again."""
    return _press(member_id, members.remind, "Zaproszenie jest znowu w drodze. Wcześniejsze linki też działają.")


@blueprint.post("/biuro/pracownicy/<int(max=2147483647):member_id>/wstrzymanie")
@staff_only(Permission.MANAGE_STAFF)
def suspend(member_id: int) -> Page:
    """Close somebody's way in at once."""
    return _press(member_id, members.suspend, "Konto wstrzymane, wszystkie jego sesje są zakończone.")


@blueprint.post("/biuro/pracownicy/<int(max=2147483647):member_id>/przywrocenie")
@staff_only(Permission.MANAGE_STAFF)
def restore(member_id: int) -> Page:
    """Open somebody's way in again."""
    return _press(member_id, members.restore, "Konto przywrócone.")


@blueprint.post("/biuro/pracownicy/<int(max=2147483647):member_id>/nowe-klucze")
@staff_only(Permission.MANAGE_STAFF)
def take_keys_back(member_id: int) -> Page:
    """Void somebody's second step, so that it is set up anew."""
    return _press(
        member_id,
        members.take_keys_back,
        "Hasło, aplikacja i kody zapasowe już nie działają. List z linkiem do nowych jest w drodze.",
    )


def _press(member_id: int, act: Act, said: str) -> Page:
    form = PortalForm()
    if not form.validate_on_submit():
        return _card(member_id, form)
    return _act(member_id, form, act, said)


def _act(member_id: int, form: PortalForm, act: Act, said: str) -> Page:
    """Do it in one transaction and say so, or say on the card why not."""
    try:
        with transaction():
            act(member_id, _me())
    except MemberUnknown:
        abort(404)
    except NotAllowed:
        abort(403)
    except Refusal as refusal:
        form.refuse(_REFUSED[type(refusal)])
        return _card(member_id, form)
    flash(said, "success")
    return redirect(url_for("colleagues.card", member_id=member_id), 303)


def _card(member_id: int, form: PortalForm) -> Page:
    try:
        colleague = queries.get_colleague(member_id, clock.now())
    except MemberUnknown:
        abort(404)
    role_form = form if isinstance(form, RoleForm) else RoleForm(formdata=None)
    if not form.problems:
        role_form.role.data = colleague.member.role
    ticks = form if isinstance(form, PermissionsForm) else None
    if ticks is None or ticks.seen_permissions() != colleague.permissions:
        ticks = PermissionsForm.of(colleague.permissions)
    return form_page(
        "office/colleague.html",
        form,
        role_form=role_form,
        ticks=ticks,
        colleague=colleague,
        roles=ROLES,
        states=STATES,
        is_me=member_id == presence.present().member_id,
    )


def _me() -> Actor:
    return staff_actor(presence.present().member_id)
