"""Proofs of a case: the office's list of kinds, what each is worth, noting them, calling back."""
