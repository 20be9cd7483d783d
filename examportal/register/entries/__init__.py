"""Single entries by hand: a person looked up, and each change that the office makes without a file."""
