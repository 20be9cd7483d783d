"""Whom the file lacks: a list to read."""

from flask import Blueprint, abort, render_template, request

from examportal.accounts.staff.rules import Permission
from examportal.intake.lacking.queries import page_of_lacking
from examportal.intake.pages import name_of
from examportal.intake.routes.showing import own
from examportal.intake.uploads import queries, words
from examportal.intake.uploads.rules import ROWS_ON_A_PAGE, Step, step_of
from examportal.web.guard import staff_only
from examportal.web.lists import page_asked

blueprint = Blueprint("intake_lacking", __name__)


@blueprint.get("/biuro/wczytaj/<int(max=2147483647):upload_id>/brakujace")
@staff_only(Permission.LOAD_REGISTER)
def lacking(upload_id: int) -> str:
    """List numbers that the register has in the scopes of the file, and the file has not."""
    upload = own(upload_id)
    if step_of(queries.facts(upload)) not in (Step.PLANNED, Step.MERGED):
        abort(404)
    count = (upload.plan or {}).get("lacking", 0)
    pages = max(1, -(-count // ROWS_ON_A_PAGE))
    page = page_asked(request.args)
    page = page if 1 <= page <= pages else 1
    return render_template(
        "intake/lacking.html",
        upload=upload,
        name=name_of(upload),
        plan=upload.plan,
        numbers=page_of_lacking(upload, (page - 1) * ROWS_ON_A_PAGE, ROWS_ON_A_PAGE),
        page=page,
        pages=pages,
        words=words,
    )
