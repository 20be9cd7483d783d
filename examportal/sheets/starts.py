"""By which first bytes a workbook is known, before anything that opens workbooks is loaded."""

ZIP_START = b"PK\x03\x04"
EMPTY_ZIP_START = b"PK\x05\x06"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LONGEST = 8


def is_workbook(start: bytes) -> bool:
    """Tell by the first bytes whether a file is to be read as a workbook."""
    return start.startswith((ZIP_START, EMPTY_ZIP_START, OLE_START))
