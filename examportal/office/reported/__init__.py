"""What examiners have reported of themselves: the lists of the desk, files of them, and what is left to check."""
