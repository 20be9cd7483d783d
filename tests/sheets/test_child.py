"""What the process that reads foreign files loads: a clerk waits for several of them with every file."""

import subprocess
import sys

from examportal.config import ROOT

NEVER = ("dataclasses", "importlib.metadata", "inspect", "pathlib", "subprocess", "tempfile")
FOR_WORKBOOKS = ("examportal.sheets.workbook", "python_calamine", "zipfile")
LOADED = """
import sys
before = set(sys.modules)
from examportal.sheets import child
print(*sorted(set(sys.modules) - before))
"""


def test_it_starts_with_what_a_text_file_needs() -> None:
    program = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}){LOADED}"]
    loaded = subprocess.run(program, capture_output=True, check=True, text=True).stdout.split()
    assert "examportal.sheets.textfile" in loaded
    assert {*NEVER, *FOR_WORKBOOKS}.isdisjoint(loaded)
