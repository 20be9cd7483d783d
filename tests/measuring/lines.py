"""Which lines and branches of the portal run in a process: told apart at import, noted while it runs, kept at its end.

coverage.py asks at every line of every library whether it is wanted, which doubles what the tests cost (ADR 0048).
SlipCover puts a probe beside each line of the portal itself when its module is imported.
"""

import ast
import json
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import slipcover
from slipcover.branch import preinstrument

FOLDER = "MEASURED_INTO"
"""The variable that names the folder for what is noted; no setting of the portal's: those are kept from children."""
ROOT = Path(__file__).parents[2]
PART = "MEASURED_PART"
"""The variable that names the package to be noted: a command that starts the whole portal would take seconds longer."""
PACKAGE = "examportal"
EXCLUDED = [r"\.\.\.$"]  # the bodies of protocols, besides SlipCover's own `pragma: no cover` and TYPE_CHECKING
NEVER = 2**31 - 1
_NOTES: list[slipcover.Slipcover] = []


class _Measured(SourceFileLoader):
    """Loads a module with probes; those of a module that runs as a program, too."""

    def __init__(self, name: str, path: str, notes: slipcover.Slipcover) -> None:
        super().__init__(name, path)
        self._notes = notes

    def get_code(self, fullname: str) -> CodeType:
        """Return the code with its probes, which no file of bytecode can keep."""
        path = self.get_filename(fullname)
        tree = preinstrument(ast.parse(self.get_data(path)))
        code: CodeType = self._notes.instrument(compile(tree, path, "exec", dont_inherit=True))
        return code


class _Finder:
    """Finds the modules of a package before Python does."""

    def __init__(self, part: str, notes: slipcover.Slipcover) -> None:
        self._part = part
        self._notes = notes

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module of the package is, None for every other."""
        if not f"{name}.".startswith(f"{self._part}."):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Measured(name, spec.loader.path, self._notes)
        return spec


def start(part: str = PACKAGE, *, whole: bool = False) -> None:
    """Note from now on what of a package runs in this process; `whole`: what of all is never imported as well."""
    # A probe that has spoken could be taken out of the code again, which costs more than leaving it in.
    source = [str(ROOT / PACKAGE)] if whole else None
    notes = slipcover.Slipcover(branch=True, source=source, exclude_also=EXCLUDED, d_miss_threshold=NEVER)
    sys.meta_path.insert(0, _Finder(part, notes))
    _NOTES.append(notes)


def keep() -> None:
    """Write down what was noted in this process, if it was measured."""
    for notes in _NOTES:
        (Path(os.environ[FOLDER]) / f"{os.getpid()}.json").write_text(json.dumps(notes.get_coverage()))
