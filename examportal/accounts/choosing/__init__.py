"""Choosing a password: what it must have, whose data it is built from, and how easily it is guessed."""
