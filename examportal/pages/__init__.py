"""Public texts: help, privacy, accessibility statement."""
