"""Counters in the database, shared by all processes: who tries too often waits a while, nobody waits for ever."""
