"""Files to take away, as a workbook or as CSV; their names tell nothing of anybody."""

from collections.abc import Callable, Iterator, Mapping

from flask import Response, stream_with_context

from examportal.sheets.writer import Writer, write_csv, write_xlsx

KIND = "<any(csv, xlsx):kind>"
"""The end of the address of such a file."""
_WRITERS: Mapping[str, tuple[Writer, str]] = {
    "csv": (write_csv, "text/csv"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def hand_out(make: Callable[[Writer], Iterator[bytes]], name: str, kind: str) -> Response:
    """Stream what `make` yields with the writer of a kind, as a file called `name`."""
    write, mimetype = _WRITERS[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(stream_with_context(make(write)), mimetype=mimetype, headers=headers)
