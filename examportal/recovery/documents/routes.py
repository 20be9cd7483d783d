"""The page on which the office words the lists of documents."""

from flask import Blueprint, flash, redirect, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import transaction
from examportal.recovery.documents import queries, service
from examportal.recovery.documents.forms import DocumentsForm
from examportal.web.forms import Page, form_page
from examportal.web.guard import staff_only

blueprint = Blueprint("case_documents", __name__)


@blueprint.app_template_global("words_documents")
def words_documents() -> bool:
    """Tell whether whoever is here may word the lists."""
    return presence.present().may(Permission.EDIT_LETTERS)


@blueprint.route("/biuro/sprawy/dokumenty", methods=["GET", "POST"])
@staff_only(Permission.EDIT_LETTERS)
def edit() -> Page:
    """Word the lists that the public page shows."""
    form = DocumentsForm(data={str(asker): "\n".join(documents) for asker, documents in queries.lists().items()})
    if not form.validate_on_submit():
        return form_page("recovery/documents.html", form)
    member_id = presence.present().member_id
    with transaction():
        changed = service.change(form.lists(), staff_actor(member_id), member_id)
    flash("Listy są zapisane. Strona publiczna już je pokazuje." if changed else "Nic się nie zmieniło.", "success")
    return redirect(url_for("case_documents.edit"), 303)
