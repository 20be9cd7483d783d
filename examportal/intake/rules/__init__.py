"""Pure decisions on register files: the records they work on, and the judging itself."""
