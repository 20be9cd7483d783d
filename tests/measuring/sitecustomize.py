"""Measures a command that a test starts: Python imports a module of this name by itself at its start."""

import atexit
import os
import signal
import sys
from pathlib import Path

if "MEASURED_INTO" in os.environ:
    root = str(Path(__file__).parents[2])
    sys.path.insert(0, root)
    try:
        from tests.measuring import lines
    finally:
        sys.path.remove(root)

    def end(number: int, _frame: object) -> None:
        """Keep what was noted, then end as one that has no word of its own about it."""
        lines.keep()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    lines.start(os.environ.get(lines.PART, lines.PACKAGE))
    atexit.register(lines.keep)
    signal.signal(signal.SIGTERM, end)
