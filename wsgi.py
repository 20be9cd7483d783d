"""Where WSGI servers and the `flask` command find the portal."""

import sys

from examportal.app import create_app
from examportal.config import SettingError

try:
    app = create_app()
except SettingError as fault:
    sys.exit(f"The portal does not start: {fault}")
