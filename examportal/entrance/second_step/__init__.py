"""The door's second step: the code after the password."""
