"""What waits and what became of letters, in numbers: for the office."""
