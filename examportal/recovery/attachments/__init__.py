"""Files that people attach to a case: drawn anew in a child process, sealed, and deleted after the decision."""
