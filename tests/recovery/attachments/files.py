"""Files that strangers might attach: pictures and papers as they come from phones, and those that mean harm.

What must not survive carries MARK, wherever the format lets something hide.
"""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

MARK = b"MARK-of-what-must-not-survive"
TEXT = MARK.decode()
RED, BLUE = (200, 0, 0), (0, 0, 200)


def jpeg(size: tuple[int, int] = (60, 40), mode: str = "RGB", picture: Image.Image | None = None, **more: Any) -> bytes:
    """Return a photo."""
    out = io.BytesIO()
    (picture or Image.new("RGB", size, RED).convert(mode)).save(out, "JPEG", **more)
    return out.getvalue()


def png(picture: Image.Image | None = None, **more: Any) -> bytes:
    """Return a picture of the screen."""
    out = io.BytesIO()
    (picture or Image.new("RGB", (60, 40), RED)).save(out, "PNG", **more)
    return out.getvalue()


def halves() -> Image.Image:
    """Return a picture that is red on the left and blue on the right."""
    picture = Image.new("RGB", (80, 40), RED)
    picture.paste(BLUE, (40, 0, 80, 40))
    return picture


def photo_with_gps(orientation: int = 1) -> bytes:
    """Return a photo that tells where it was taken, by whom and how the phone was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = TEXT  # maker
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 13.0, 47.0), 3: "E", 4: (21.0, 0.0, 44.0), 29: TEXT})
    return jpeg(picture=halves(), exif=exif, comment=MARK, xmp=b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>")


def picture_with_notes() -> bytes:
    notes = PngInfo()
    notes.add_text("Comment", TEXT)
    notes.add_itxt("XML:com.adobe.xmp", f"<x>{TEXT}</x>", zip=False)
    return png(pnginfo=notes)


def animated() -> bytes:
    return png(save_all=True, append_images=[Image.new("RGB", (60, 40), BLUE)], duration=100)


def several_photos_in_one() -> bytes:
    """Return what phones write with a second picture, for depth, behind the first."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), RED).save(
        out, "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40), BLUE)], comment=MARK
    )
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png_of(width: int, height: int, rows: bytes, *between: bytes) -> bytes:
    """Return a picture that promises a size, whatever rows it has."""
    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0))
    body = b"".join(between) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + body


def jpeg_promising(width: int, height: int) -> bytes:
    data = bytearray(jpeg())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("run.class", TEXT)
    return out.getvalue()


def paper(
    *, catalog: bytes = b"", page: bytes = b"", content: bytes = b"1 0 0 rg 10 10 50 50 re f", trailer: bytes = b"",
    pages: int = 1, more: tuple[bytes, ...] = (), box: bytes = b"[0 0 200 100]",
) -> bytes:  # fmt: skip
    """Return a PDF whose page shows a red square; `more` are objects from number 5 on."""
    kids = b" ".join([b"3 0 R"] * pages)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox" + box + b"/Contents 4 0 R" + page + b">>",
        stream(content),
        *more,
    )
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + text + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R" % (len(objects) + 1) + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + table + end


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<<" + about + b"/Length %d>>stream\n" % len(content) + content + b"\nendstream"


def deflated(content: bytes, about: bytes = b"") -> bytes:
    return stream(zlib.compress(content, 9), about + b"/Filter/FlateDecode")


def filled_form() -> bytes:
    """Return a PDF with a field that somebody has filled in, seen as a blue bar, with a script behind it."""
    seen = stream(b"0 0 1 rg 0 0 90 20 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 90 20]")
    field = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(" + MARK + b")/Rect[100 50 190 70]/F 4/AP<</N 6 0 R>>/P 3 0 R"
        b"/AA<</K<</S/JavaScript/JS(" + MARK + b")>>>>>>"
    )
    return paper(catalog=b"/AcroForm<</Fields[5 0 R]>>", page=b"/Annots[5 0 R]", more=(field, seen))


def locked_paper() -> bytes:
    """Return a PDF that asks for a password before it shows anything."""
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"ab" * 32, b"cd" * 32)
    return paper(trailer=lock + b"/ID[<00><00>]")
