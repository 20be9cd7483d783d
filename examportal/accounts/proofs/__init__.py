"""Proofs that whoever asks for a change owns the account: shown by a support code, or in a case of recovery."""
