"""Help for one person at the desk: acts that a second click does not repeat, notes, promises, what happened."""
