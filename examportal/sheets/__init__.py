"""Spreadsheet files in and out, as plain Python: bytes of any office file → rows, and rows → XLSX or CSV."""
