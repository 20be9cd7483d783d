"""The heart: examiners, their qualifications (registry numbers in scopes) and removals."""
