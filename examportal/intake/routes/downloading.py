"""Files to take away; their names tell nothing of anybody."""

from functools import partial

from flask import Blueprint, Response, abort

from examportal.accounts.staff.rules import Permission
from examportal.intake import given_logins
from examportal.intake.queries import find_import
from examportal.intake.routes.showing import own
from examportal.intake.uploads import downloads, queries
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.rules import Step, step_of
from examportal.web.downloads import KIND, hand_out
from examportal.web.guard import staff_only

blueprint = Blueprint("intake_downloads", __name__)
_UPLOAD = "/biuro/wczytaj/<int(max=2147483647):upload_id>"


@blueprint.get(f"/biuro/wczytaj/szablon.{KIND}")
@staff_only(Permission.LOAD_REGISTER)
def template(kind: str) -> Response:
    """Hand out an empty register file."""
    return hand_out(downloads.template, "szablon-ewidencji", kind)


@blueprint.get(f"{_UPLOAD}/werdykty.{KIND}")
@staff_only(Permission.LOAD_REGISTER)
def with_verdicts(upload_id: int, kind: str) -> Response:
    """Hand out the file with verdict and reason."""
    upload = _planned(upload_id)
    if kind == "xlsx" and not downloads.fits_a_workbook(upload).everything:
        abort(404)
    return hand_out(partial(downloads.with_verdicts, upload), f"plik-{upload_id}-z-werdyktami", kind)


@blueprint.get(f"{_UPLOAD}/do-poprawy.{KIND}")
@staff_only(Permission.LOAD_REGISTER)
def left_out(upload_id: int, kind: str) -> Response:
    """Hand out the rows that were left out."""
    upload = _planned(upload_id)
    if kind == "xlsx" and not downloads.fits_a_workbook(upload).left_out:
        abort(404)
    return hand_out(partial(downloads.left_out, upload), f"plik-{upload_id}-do-poprawy", kind)


@blueprint.get(f"/biuro/wczytaj/importy/<int(max=2147483647):import_id>/loginy.{KIND}")
@staff_only(Permission.LOAD_REGISTER)
def logins(import_id: int, kind: str) -> Response:
    """Hand out the login numbers that an import gave to people without PESEL."""
    imported = find_import(import_id)
    if imported is None or imported.merged_at is None:
        abort(404)
    return hand_out(partial(given_logins.listed, imported), f"import-{import_id}-loginy", kind)


@blueprint.get(f"{_UPLOAD}/brakujace.csv")
@staff_only(Permission.LOAD_REGISTER)
def lacking(upload_id: int) -> Response:
    """Hand out the numbers that the file lacks: as CSV alone, which holds any number of them."""
    return hand_out(partial(downloads.lacking, _planned(upload_id)), f"plik-{upload_id}-brakujace", "csv")


def _planned(upload_id: int) -> IntakeUpload:
    upload = own(upload_id)
    if step_of(queries.facts(upload)) not in (Step.PLANNED, Step.MERGED):
        abort(404)
    return upload
