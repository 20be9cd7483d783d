"""Rings of data keys for tests: the tests' own key, and a newer one."""

import base64

from examportal.core.sealed import DataKey, Keyring
from tests.conftest import KEY

OLD = DataKey("t1", base64.b64decode(KEY))
NEW = DataKey("k2", bytes(range(1, 33)))
INDEX = base64.b64decode(KEY)
BOTH = Keyring((NEW, OLD), INDEX)
ONLY_OLD = Keyring((OLD,), INDEX)
ONLY_NEW = Keyring((NEW,), INDEX)
DATA_KEYS = f"k2:{base64.b64encode(NEW.secret).decode()},t1:{KEY}"
"""The same as BOTH, as the setting has it."""
