"""Spreadsheet files in and out, as plain Python: bytes of a CSV → rows, and rows → a CSV that is safe to open."""
