"""Whom a file lacks: numbers that the register has in the scopes of the file. They are listed, never removed."""
