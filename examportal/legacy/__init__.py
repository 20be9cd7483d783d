"""Accounts of the old service: the file, who moves by the rules and why not, the matrix that is edited before."""
