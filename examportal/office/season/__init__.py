"""The season at a glance: how far people have come, how long it took them, and where they have stopped."""
