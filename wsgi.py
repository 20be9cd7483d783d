"""Where WSGI servers and the `flask` command find the portal."""

import gc
import sys

gc.disable()  # What is imported here stays: to look it through again and again takes a seventh of the start.

from examportal.app import create_app  # noqa: E402 - see above
from examportal.config import SettingError  # noqa: E402

try:
    app = create_app()
except SettingError as fault:
    sys.exit(f"The portal does not start: {fault}")

gc.freeze()
gc.enable()
