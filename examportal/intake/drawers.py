"""Drawers of sealed records, in a database that goes with the process: many are sealed and written down at once."""

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from examportal.core.sealed import PassingCipher

TOGETHER = 250
"""Records of a drawer that are sealed together."""

Record = tuple[Any, ...]


class Drawers:
    """Records in numbered drawers, in each of them in the order in which they came."""

    def __init__(
        self, database: sqlite3.Connection, cipher: PassingCipher, name: str, together: int = TOGETHER
    ) -> None:
        self._database = database
        self._cipher = cipher
        self._name = name
        self._together = together
        self._open: dict[int, list[Record]] = {}

    def put(self, records: Iterable[tuple[int, Record]]) -> None:
        """Lay records, plain values only, into drawers."""
        open_drawers, together = self._open, self._together
        for drawer, record in records:
            lying = open_drawers.get(drawer)
            if lying is None:
                lying = open_drawers[drawer] = []
            lying.append(record)
            if len(lying) == together:
                self._write(drawer, lying)

    def numbers(self) -> list[int]:
        """Return the drawers in which something lies, in their order."""
        written = self._database.execute("SELECT DISTINCT drawer FROM record WHERE name = ?", (self._name,))
        return sorted({*self._open, *(drawer for (drawer,) in written)})

    def take(self, drawer: int) -> Iterator[list[Record]]:
        """Yield what lies in a drawer, some records at a time; it stays there."""
        query = "SELECT sealed FROM record WHERE name = ? AND drawer = ? ORDER BY id"
        for (sealed,) in self._database.execute(query, (self._name, drawer)):
            yield pickle.loads(self._cipher.open(sealed))  # noqa: S301 - opened, so this very object has sealed it
        yield self._open.get(drawer, [])

    def _write(self, drawer: int, records: list[Record]) -> None:
        sealed = self._cipher.seal(pickle.dumps(records, pickle.HIGHEST_PROTOCOL))
        statement = "INSERT INTO record (name, drawer, sealed) VALUES (?, ?, ?)"
        self._database.execute(statement, (self._name, drawer, sealed))
        records.clear()
