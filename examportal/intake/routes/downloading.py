"""Files to take away; their names tell nothing of anybody."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, stream_with_context

from examportal.accounts.staff.rules import Permission
from examportal.intake.routes.showing import own
from examportal.intake.uploads import downloads, queries
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.rules import Step, step_of
from examportal.web.guard import staff_only

blueprint = Blueprint("intake_downloads", __name__)


@blueprint.get("/biuro/wczytaj/szablon.csv")
@staff_only(Permission.LOAD_REGISTER)
def template() -> Response:
    """Hand out an empty register file."""
    return _csv(downloads.template(), "szablon-ewidencji.csv")


@blueprint.get("/biuro/wczytaj/<int(max=2147483647):upload_id>/werdykty.csv")
@staff_only(Permission.LOAD_REGISTER)
def with_verdicts(upload_id: int) -> Response:
    """Hand out the file with verdict and reason."""
    return _csv(downloads.with_verdicts(_planned(upload_id)), f"plik-{upload_id}-z-werdyktami.csv")


@blueprint.get("/biuro/wczytaj/<int(max=2147483647):upload_id>/do-poprawy.csv")
@staff_only(Permission.LOAD_REGISTER)
def left_out(upload_id: int) -> Response:
    """Hand out the rows that were left out."""
    return _csv(downloads.left_out(_planned(upload_id)), f"plik-{upload_id}-do-poprawy.csv")


def _planned(upload_id: int) -> IntakeUpload:
    upload = own(upload_id)
    if step_of(queries.facts(upload)) not in (Step.PLANNED, Step.MERGED):
        abort(404)
    return upload


def _csv(lines: Iterator[bytes], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(lines), mimetype="text/csv", headers=headers)
