"""Which encoding the Polish letters of a text file are in: BOM, then strict UTF-8, then whichever reads best.

The three old encodings of Polish offices are tried on the lines that have letters outside ASCII. What counts is what
comes out: Polish letters speak for an encoding; signs that nobody writes in a list of people, and capitals in the
middle of a word, speak against it.
"""

import codecs
import re

from examportal.sheets.table import FileError, FileFault

UTF_8 = "utf-8"
UTF_16 = "utf-16"
OLD_ENCODINGS = ("windows-1250", "iso-8859-2", "ibm852")
"""The first that reads best is taken: what Windows writes before what is rare."""
ENCODINGS = (UTF_8, UTF_16, *OLD_ENCODINGS)

_CHUNK = 1024 * 1024
_SAMPLE = 256 * 1024
_BOMS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEYOND_ASCII = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_POLISH = re.compile("[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]")
_USUAL = re.compile("[áäčéëěíľňöôřšťúüůýžÁÄČÉËÍĽŇÖŘŠŤÚÜÝŽß\u00a0–—„”’…§°«»\u00ad]")
_ASKEW = re.compile("[a-ząćęłńóśźż][ĄĆĘŁŃÓŚŹŻČŘŠŤŽ]")
_ODD_WEIGHT, _ASKEW_WEIGHT, _POLISH_WEIGHT = 6, 5, 4


def encoding_named(name: str) -> str | None:
    """Return our name of an encoding that a person named in any way, None when files are not read in it."""
    try:
        wanted = codecs.lookup(name).name
    except (LookupError, ValueError):  # the latter for a name with a NUL, or of bytes that are no text
        return None
    ours = {codecs.lookup(known).name: known for known in ENCODINGS} | {"utf-8-sig": UTF_8}
    return ours.get(wanted)


def find_encoding(data: bytes) -> str:
    """Return the encoding of a text; raises FileError when none makes sense of it."""
    if data.startswith(codecs.BOM_UTF32_LE):  # which begins like UTF-16
        raise FileError(FileFault.ENCODING_UNKNOWN)
    if data.startswith(_BOMS_16):
        return UTF_16
    if _is_utf_8(data):
        return UTF_8
    sample = b"\n".join(_sample(data))
    scores = {name: _score(sample, name) for name in OLD_ENCODINGS}
    best = max(scores, key=lambda name: scores[name])
    if data.startswith(codecs.BOM_UTF8) or scores[best] <= 0:
        raise FileError(FileFault.ENCODING_UNKNOWN)
    return best


def _is_utf_8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _sample(data: bytes) -> list[bytes]:
    """Return the first lines with anything beyond ASCII."""
    lines, size = [], 0
    for found in _BEYOND_ASCII.finditer(data):
        lines.append(found[0][:_SAMPLE])
        size += len(lines[-1])
        if size > _SAMPLE:
            break
    return lines


def _score(sample: bytes, encoding: str) -> int:
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return -len(sample)
    beyond = sum(not c.isascii() for c in text)
    polish, usual = len(_POLISH.findall(text)), len(_USUAL.findall(text))
    odd = beyond - polish - usual
    return _POLISH_WEIGHT * polish + usual - _ODD_WEIGHT * odd - _ASKEW_WEIGHT * len(_ASKEW.findall(text))
