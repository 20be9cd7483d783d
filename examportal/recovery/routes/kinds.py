"""The office's list of kinds of proof."""

from flask import abort, flash, redirect, render_template, url_for

from examportal.accounts.staff.rules import Permission
from examportal.config import settings
from examportal.db import transaction
from examportal.recovery.forms import KindForm
from examportal.recovery.proving import service
from examportal.recovery.proving.rules import ProofKind
from examportal.recovery.routes.blueprint import blueprint
from examportal.recovery.routes.showing import me
from examportal.web.forms import Page, form_page
from examportal.web.guard import staff_only

_NEW = "nowy"


@blueprint.get("/biuro/sprawy/dowody")
@staff_only(Permission.MANAGE_STAFF)
def kinds() -> str:
    """Show the list."""
    return render_template("recovery/kinds.html", kinds=service.kinds(), threshold=settings().recovery_points, new=_NEW)


@blueprint.route("/biuro/sprawy/dowody/<code>", methods=["GET", "POST"])
@staff_only(Permission.MANAGE_STAFF)
def kind(code: str) -> Page:
    """Change a kind of proof, or add one."""
    known = {one.code: one for one in service.kinds()} | {_NEW: ProofKind("", "", 1)}
    if code not in known:
        abort(404)
    now = known[code]
    form = KindForm(label=now.label, points=str(now.points), in_use=now.in_use)
    if not form.validate_on_submit():
        return form_page("recovery/kind.html", form, known=now)
    with transaction():
        service.save_kind(form.kind(now.code), me())
    flash("Lista dowodów jest zmieniona. W otwartych sprawach zapisane dowody zachowują punkty.", "success")
    return redirect(url_for("recovery.kinds"), 303)
