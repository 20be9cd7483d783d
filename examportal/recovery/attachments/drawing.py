"""Pictures and papers drawn anew, from what one sees of them. Plain Python; runs in the child process only.

Nothing is copied from a foreign file but pixels: where a photo was taken, what hangs behind it, scripts, forms, links,
files within the file and whatever else a reader might act on have no place in what comes out.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw
from PIL import ExifTags, Image

from examportal.recovery.attachments.rules import (
    MAX_PAGES,
    MAX_PIXELS,
    MAX_SIDE,
    AttachmentRefused,
    Fault,
    Harmless,
    Kind,
)

# Judged below by a limit of our own, and before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture upright, by the number under which the phone noted how it was held."""
_POINTS_IN_AN_INCH = 72
_DOTS_IN_AN_INCH = 200
_QUALITY = 85
_QUALITY_OF_PAGES = 75


def draw(file: BinaryIO, kind: Kind) -> Harmless:
    """Return a file drawn anew; raises AttachmentRefused, and whatever a decoder raises at a file that is damaged."""
    if kind is Kind.PICTURE:
        return Harmless(kind, _picture(file), 1)
    pages = list(_pages(file))
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=_DOTS_IN_AN_INCH,
                  quality=_QUALITY_OF_PAGES)  # fmt: skip
    return Harmless(kind, out.getvalue(), len(pages))


def _picture(file: BinaryIO) -> bytes:
    with Image.open(file, formats=("JPEG", "PNG")) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise AttachmentRefused(Fault.TOO_MANY_PIXELS)
        # First smaller, then upright: of a large JPEG not even all pixels are decoded then.
        opened.thumbnail((MAX_SIDE, MAX_SIDE))
        opened.load()
        seen = _on_white(_upright(opened))
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _upright(picture: Image.Image) -> Image.Image:
    """Return a picture as the phone was held; not by Pillow's own function, which writes the other notes anew."""
    turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    return picture if turn is None else picture.transpose(turn)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, on white where a picture is transparent, in a picture that knows nothing else."""
    if picture.mode.startswith("I"):  # grey in 16 bits: converted directly, everything bright would be white
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    blank = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        blank.paste(picture, mask=picture.getchannel("A"))
    else:
        blank.paste(picture.convert("RGB"))
    return blank


def _pages(file: BinaryIO) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as fault:
        encrypted = fault.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise AttachmentRefused(Fault.ENCRYPTED if encrypted else Fault.DAMAGED) from None
    if len(document) > MAX_PAGES:
        raise AttachmentRefused(Fault.TOO_MANY_PAGES)
    document.init_forms()  # what was typed into the fields of a form is drawn only then; this build runs no scripts
    for page in document:
        longer = max(*page.get_size(), 1)
        scale = min(_DOTS_IN_AN_INCH / _POINTS_IN_AN_INCH, MAX_SIDE / longer)
        yield page.render(scale=scale).to_pil().convert("RGB")
        page.close()
