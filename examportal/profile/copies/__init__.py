"""A person's copy of everything that the portal holds about the person."""
