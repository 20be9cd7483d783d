"""Workbooks made by hand, so that tests can write what no spreadsheet would."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def archive(entries: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of some entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()


def text(*cells: str) -> str:
    """Return cells of a row as text."""
    return "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in cells)


def row(*cells: str) -> str:
    """Return a row of text."""
    return f"<row>{text(*cells)}</row>"


def entries_of_xlsx(sheets: Mapping[str, str], hidden: tuple[str, ...] = ()) -> dict[str, str | bytes]:
    """Return the parts of an XLSX whose sheets hold these rows (XML)."""
    named = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}" state="{"hidden" if name in hidden else "visible"}"/>'
        for n, name in enumerate(sheets, 1)
    )
    start = f'<Relationship Id="r0" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    targets = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    return {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{start}</Relationships>',
        "xl/workbook.xml": f'<workbook {_SHEET} xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{targets}</Relationships>',
        **{
            f"xl/worksheets/sheet{n}.xml": f"<worksheet {_SHEET}><sheetData>{rows}</sheetData></worksheet>"
            for n, rows in enumerate(sheets.values(), 1)
        },
    }


def xlsx(*rows: str) -> bytes:
    """Return an XLSX of one sheet, called Lista."""
    return archive(entries_of_xlsx({"Lista": "".join(rows)}))


def ods(rows: str, extra: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an ODS of one sheet, called Lista, behind one that is called Inny."""
    tables = f'<table:table table:name="Inny"/><table:table table:name="Lista">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content {_ODS} {_CALCEXT}>{body}</office:document-content>"
    manifest = "<manifest/>"
    return archive({"mimetype": ODS_TYPE, "META-INF/manifest.xml": manifest, "content.xml": content, **(extra or {})})
