"""What is measured: commands as well, each line and branch; and what a run then fails for."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

import slipcover

from tests.house.source import ROOT
from tests.measuring import gates, lines

CHILD = ("-m", "examportal.sheets.child", "look", "", "", "")
MODULE = "examportal/sheets/child.py"


def measured_child(folder: Path, file: bytes) -> gates.Measured:
    """Return what is noted while a child process looks at a file."""
    environ = os.environ | {lines.FOLDER: str(folder), "PYTHONPATH": str(ROOT / "tests/measuring")}
    with TemporaryFile() as given:
        given.write(file)
        given.seek(0)
        subprocess.run([sys.executable, *CHILD], stdin=given, capture_output=True, check=True, cwd=ROOT, env=environ)
    return gates.gathered(folder)


def test_a_program_is_measured_from_its_first_line_and_what_it_leaves_out_is_told(tmp_path: Path) -> None:
    module = measured_child(tmp_path, b"a;b\n1;2\n")["files"][MODULE]
    source = (ROOT / MODULE).read_text().splitlines()
    run, missed = ({source[at - 1].strip() for at in module[f"{kind}_lines"]} for kind in ("executed", "missing"))
    assert {"import json", "def main(arguments: list[str]) -> None:", 'yield {"end": True}'} <= run
    assert 'yield {"fault": fault.fault, "line": fault.line}' in missed
    (check,) = (at for at, line in enumerate(source, 1) if line.strip() == "if verb == CHECK:")
    assert [check, check + 1] in module["missing_branches"]


def test_a_run_fails_for_a_plain_room_with_a_gap_and_for_too_little_in_all(tmp_path: Path) -> None:
    measured = measured_child(tmp_path, b"a;b\n1;2\n")
    found = gates.faults(measured)
    assert f"{MODULE} must be covered to the last branch" in found
    assert "at least 95.0 % must be covered" in found
    assert MODULE in gates.told(measured)
    for file in measured["files"].values():
        file |= {"missing_lines": [], "missing_branches": []}
    assert gates.faults(slipcover.merge_coverage(measured, measured)) == []
