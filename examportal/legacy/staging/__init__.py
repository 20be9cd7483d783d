"""Accounts of the old service as they are staged: kept as the file has them, changed by hand, shown, handed out."""
