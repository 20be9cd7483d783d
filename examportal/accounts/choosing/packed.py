"""The lists beside this module: where they come from stands in data/README.md."""

import lzma
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def unpack(name: str) -> bytes:
    """Return a list, one entry a line; each line ends with a line feed."""
    return lzma.decompress((_DATA / f"{name}.txt.xz").read_bytes())
