"""Files to take away; their names tell nothing of anybody."""

from collections.abc import Iterator, Mapping

from flask import Blueprint, Response, abort, stream_with_context

from examportal.accounts.staff.rules import Permission
from examportal.intake import given_logins
from examportal.intake.queries import find_import
from examportal.intake.routes.showing import own
from examportal.intake.uploads import downloads, queries
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.rules import Step, step_of
from examportal.sheets.writer import Writer, write_csv, write_xlsx
from examportal.web.guard import staff_only

blueprint = Blueprint("intake_downloads", __name__)
KIND = "<any(csv, xlsx):kind>"
_UPLOAD = "/biuro/wczytaj/<int(max=2147483647):upload_id>"
_WRITERS: Mapping[str, tuple[Writer, str]] = {
    "csv": (write_csv, "text/csv"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@blueprint.get(f"/biuro/wczytaj/szablon.{KIND}")
@staff_only(Permission.LOAD_REGISTER)
def template(kind: str) -> Response:
    """Hand out an empty register file."""
    return _file(downloads.template(_WRITERS[kind][0]), "szablon-ewidencji", kind)


@blueprint.get(f"{_UPLOAD}/werdykty.{KIND}")
@staff_only(Permission.LOAD_REGISTER)
def with_verdicts(upload_id: int, kind: str) -> Response:
    """Hand out the file with verdict and reason."""
    upload = _planned(upload_id)
    if kind == "xlsx" and not downloads.fits_a_workbook(upload).everything:
        abort(404)
    rows = downloads.with_verdicts(upload, _WRITERS[kind][0])
    return _file(rows, f"plik-{upload_id}-z-werdyktami", kind)


@blueprint.get(f"{_UPLOAD}/do-poprawy.{KIND}")
@staff_only(Permission.LOAD_REGISTER)
def left_out(upload_id: int, kind: str) -> Response:
    """Hand out the rows that were left out."""
    upload = _planned(upload_id)
    if kind == "xlsx" and not downloads.fits_a_workbook(upload).left_out:
        abort(404)
    rows = downloads.left_out(upload, _WRITERS[kind][0])
    return _file(rows, f"plik-{upload_id}-do-poprawy", kind)


@blueprint.get(f"/biuro/wczytaj/importy/<int(max=2147483647):import_id>/loginy.{KIND}")
@staff_only(Permission.LOAD_REGISTER)
def logins(import_id: int, kind: str) -> Response:
    """Hand out the login numbers that an import gave to people without PESEL."""
    imported = find_import(import_id)
    if imported is None or imported.merged_at is None:
        abort(404)
    return _file(given_logins.listed(imported, _WRITERS[kind][0]), f"import-{import_id}-loginy", kind)


@blueprint.get(f"{_UPLOAD}/brakujace.csv")
@staff_only(Permission.LOAD_REGISTER)
def lacking(upload_id: int) -> Response:
    """Hand out the numbers that the file lacks: as CSV alone, which holds any number of them."""
    return _file(downloads.lacking(_planned(upload_id), write_csv), f"plik-{upload_id}-brakujace", "csv")


def _planned(upload_id: int) -> IntakeUpload:
    upload = own(upload_id)
    if step_of(queries.facts(upload)) not in (Step.PLANNED, Step.MERGED):
        abort(404)
    return upload


def _file(content: Iterator[bytes], name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(stream_with_context(content), mimetype=_WRITERS[kind][1], headers=headers)
