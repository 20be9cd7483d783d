"""A register file that somebody brings in by the pages: kept sealed until it is merged or forgotten."""
