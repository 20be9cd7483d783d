"""Changes of the own data that an examiner reports: what was, what is, and what the office has to look at."""
