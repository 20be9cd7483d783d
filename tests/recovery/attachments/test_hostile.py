"""Files that are broken or mean harm: refused by the name of the rule, or drawn anew with only the pixels left."""

import io
import json
import zlib

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from examportal.recovery.attachments.child import answer
from examportal.recovery.attachments.rules import (
    MAX_PAGES,
    MAX_SIDE,
    AttachmentRefused,
    Fault,
    Harmless,
    Kind,
    kind_of,
)
from tests.recovery.attachments.files import (
    MARK,
    RED,
    animated,
    archive,
    chunk,
    deflated,
    filled_form,
    halves,
    jpeg,
    jpeg_promising,
    locked_paper,
    paper,
    photo_with_gps,
    picture_with_notes,
    png,
    png_of,
    several_photos_in_one,
    stream,
)

SCRIPT = b"/OpenAction<</S/JavaScript/JS(" + MARK + b")>>"
LAUNCH = b"/OpenAction<</S/Launch/F(" + MARK + b")>>"
WITHIN = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>]>>>>"
LINK = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://x.example/" + MARK + b")>>>>]"
XFA = b"/AcroForm<</Fields[]/XFA 5 0 R>>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def without_child(data: bytes) -> Harmless | Fault:
    """Return what becomes of a file, without the child."""
    try:
        kind = kind_of(data[:32])
    except AttachmentRefused as refused:
        return refused.fault
    line, _, content = answer(io.BytesIO(data), kind).partition(b"\n")
    message = json.loads(line)
    return Fault(message["fault"]) if "fault" in message else Harmless(kind, content, message["pages"])


def seen(drawn: Harmless, page: int = 0) -> Image.Image:
    """Return a file as a person sees it, looked at by another way than it was drawn."""
    if drawn.kind is Kind.PICTURE:
        return Image.open(io.BytesIO(drawn.content), formats=["JPEG"])
    drawn_page: Image.Image = pypdfium2.PdfDocument(drawn.content)[page].render(scale=1).to_pil()
    return drawn_page


def like(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 30 for one, other in zip(pixel[:3], colour, strict=True))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        pytest.param(b"", Fault.EMPTY, id="empty"),
        pytest.param(b"Adam", Fault.OTHER_KIND, id="text"),
        pytest.param(SVG, Fault.OTHER_KIND, id="svg"),
        pytest.param(b"<!DOCTYPE html><script>alert(1)</script>", Fault.OTHER_KIND, id="html"),
        pytest.param(b"<html><!-- %PDF-1.7 -->", Fault.OTHER_KIND, id="html-that-names-pdf"),
        pytest.param(b"\r\n" * 100 + paper(), Fault.OTHER_KIND, id="paper-behind-something"),
        pytest.param(archive(), Fault.OTHER_KIND, id="zip"),
        pytest.param(b"GIF89a" + archive(), Fault.OTHER_KIND, id="gifar"),
        pytest.param(b"MZ\x90\0" + bytes(99), Fault.OTHER_KIND, id="program"),
        pytest.param(b"II*\0" + bytes(99), Fault.OTHER_KIND, id="tiff"),
        pytest.param(b"%!PS-Adobe-3.0\n", Fault.OTHER_KIND, id="postscript"),
        pytest.param(b"\0\0\0\x18ftypheic" + bytes(99), Fault.HEIF, id="iphone"),
        pytest.param(b"\0\0\0\x18ftypmp42" + bytes(99), Fault.OTHER_KIND, id="film"),
        pytest.param(jpeg()[:400], Fault.DAMAGED, id="truncated-photo"),
        pytest.param(b"\xff\xd8\xff\xe0" + SVG, Fault.DAMAGED, id="photo-only-by-its-start"),
        pytest.param(png(halves())[:-30], Fault.DAMAGED, id="truncated-picture"),
        pytest.param(png_of(9, 9, b"\0"), Fault.DAMAGED, id="picture-without-its-rows"),
        pytest.param(png().replace(b"IDAT", b"IDAU"), Fault.DAMAGED, id="picture-with-another-part"),
        pytest.param(png_of(12_000, 9_000, b"\0"), Fault.TOO_MANY_PIXELS, id="picture-of-108-megapixels"),
        pytest.param(png_of(2**31 - 1, 2**31 - 1, b"\0"), Fault.TOO_MANY_PIXELS, id="picture-as-large-as-can-be"),
        pytest.param(jpeg_promising(12_000, 9_000), Fault.TOO_MANY_PIXELS, id="photo-of-108-megapixels"),
        pytest.param(png_of(0, 9, b"\0"), Fault.DAMAGED, id="picture-of-no-width"),
        pytest.param(
            png_of(1, 1, b"\0\0\0\0", chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(3_000_000)))),
            Fault.DAMAGED,
            id="picture-with-a-note-that-unfolds",
        ),
        pytest.param(jpeg(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + MARK), Fault.DAMAGED, id="photo-with-broken-notes"),
        pytest.param(b"%PDF-1.7\n" + SVG, Fault.DAMAGED, id="svg-that-starts-as-paper"),
        pytest.param(paper()[:150], Fault.DAMAGED, id="truncated-paper"),
        pytest.param(paper(pages=MAX_PAGES + 1), Fault.TOO_MANY_PAGES, id="paper-of-21-pages"),
        pytest.param(paper(pages=0), Fault.DAMAGED, id="paper-of-no-pages"),
        pytest.param(locked_paper(), Fault.ENCRYPTED, id="locked-paper"),
        pytest.param(paper().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"), Fault.DAMAGED, id="paper-that-holds-itself"),
    ],
)
def test_it_is_refused(data: bytes, fault: Fault) -> None:
    assert without_child(data) is fault


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(photo_with_gps(), id="photo-with-gps"),
        pytest.param(jpeg() + archive(), id="photo-and-archive"),
        pytest.param(jpeg() + b"<script>" + MARK + b"</script>", id="photo-and-page"),
        pytest.param(jpeg(comment=b"<?php " + MARK), id="photo-with-a-program-as-comment"),
        pytest.param(jpeg(icc_profile=MARK * 9), id="photo-with-colours-of-its-own"),
        pytest.param(several_photos_in_one(), id="photo-behind-a-photo"),
        pytest.param(jpeg(mode="CMYK"), id="photo-for-print"),
        pytest.param(picture_with_notes(), id="picture-with-notes"),
        pytest.param(png() + archive(), id="picture-and-archive"),
        pytest.param(animated(), id="picture-that-moves"),
        pytest.param(png(Image.new("RGBA", (60, 40), (*RED, 255))), id="picture-with-transparency"),
        pytest.param(png(Image.new("RGB", (60, 40), RED).convert("P")), id="picture-with-a-palette"),
        pytest.param(png_of(60, 40, (b"\0" + bytes(RED) * 60) * 40 + bytes(20_000_000)), id="picture-with-more-rows"),
    ],
)
def test_of_a_picture_its_pixels_are_left(data: bytes) -> None:
    drawn = without_child(data)

    assert isinstance(drawn, Harmless)
    assert MARK not in drawn.content
    assert b"PK\x03\x04" not in drawn.content
    picture = seen(drawn)
    assert like(picture.getpixel((5, 5)), RED)
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(paper(catalog=SCRIPT), id="script"),
        pytest.param(paper(catalog=LAUNCH), id="launch"),
        pytest.param(paper(page=b"/AA<</O<</S/JavaScript/JS(" + MARK + b")>>>>"), id="script-of-a-page"),
        pytest.param(paper(catalog=WITHIN, more=(stream(MARK, b"/Type/EmbeddedFile"),)), id="file-within"),
        pytest.param(paper(page=LINK), id="link"),
        pytest.param(paper(catalog=XFA, more=(stream(b"<xdp>" + MARK + b"</xdp>"),)), id="xfa"),
        pytest.param(paper(trailer=b"/Info<</Author(" + MARK + b")>>"), id="author"),
        pytest.param(paper() + archive(), id="paper-and-archive"),
        pytest.param(paper(catalog=b"/Metadata 5 0 R", more=(stream(MARK, b"/Type/Metadata"),)), id="metadata"),
        pytest.param(paper(box=b"[0 0 200000 100000]"), id="as-large-as-a-field"),
        pytest.param(paper(content=b"1 0 0 rg 10 10 50 50 re f " + b" q Q" * 50_000), id="many-operators"),
        pytest.param(paper(content=b"1 0 0 rg 10 10 50 50 re f " + b"q " * 50_000), id="deep"),
        pytest.param(
            paper(more=(deflated(b" " * 30_000_000, b"/Type/ObjStm/N 1000000/First 10"),)), id="objects-that-unfold"
        ),
    ],
)
def test_of_a_paper_its_look_is_left(data: bytes) -> None:
    drawn = without_child(data)

    assert isinstance(drawn, Harmless)
    assert MARK not in drawn.content
    for active in (b"JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AcroForm", b"/Annots", b"/URI"):
        assert active not in drawn.content
    assert max(seen(drawn).size) <= MAX_SIDE


def test_what_was_typed_into_a_form_is_seen_and_its_script_is_gone() -> None:
    drawn = without_child(filled_form())

    assert isinstance(drawn, Harmless)
    assert MARK not in drawn.content
    page = seen(drawn)
    assert like(page.getpixel((30, page.height - 30)), (255, 0, 0))
    assert like(page.getpixel((150, page.height - 60)), (0, 0, 255))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_the_phone_was_held(orientation: int) -> None:
    photo = photo_with_gps(orientation)
    drawn = without_child(photo)

    assert isinstance(drawn, Harmless)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(photo)))
    picture = seen(drawn)
    assert picture.size == upright.size
    for place in ((5, 5), (picture.width - 5, picture.height - 5)):
        assert like(picture.getpixel(place), RED) is like(upright.getpixel(place), RED)


def test_a_large_photo_gets_smaller_and_a_transparent_one_lies_on_white() -> None:
    large = without_child(jpeg((5000, 1000)))
    clear = without_child(png(Image.new("RGBA", (60, 40), (0, 0, 0, 0))))
    grey = without_child(png(Image.new("I;16", (60, 40), 200 * 256)))

    assert isinstance(large, Harmless)
    assert seen(large).size == (MAX_SIDE, 500)
    assert isinstance(clear, Harmless)
    assert like(seen(clear).getpixel((5, 5)), (255, 255, 255))
    assert isinstance(grey, Harmless)
    assert like(seen(grey).getpixel((5, 5)), (200, 200, 200))


def test_a_file_that_is_too_much_for_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def all_taken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("examportal.recovery.attachments.drawing.draw", all_taken)
    assert without_child(jpeg()) is Fault.TOO_MUCH


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([photo_with_gps(), picture_with_notes(), filled_form()]), st.data())
def test_whatever_bytes_are_changed_it_is_drawn_or_refused(data: bytes, drawn: st.DataObject) -> None:
    changed = bytearray(data)
    for _ in range(drawn.draw(st.integers(1, 8))):
        changed[drawn.draw(st.integers(0, len(data) - 1))] = drawn.draw(st.integers(0, 255))

    result = without_child(bytes(changed))
    assert isinstance(result, Fault) or MARK not in result.content
