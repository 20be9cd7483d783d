"""Moving accounts of the old service: who is invited to the office in which role, and what everybody is told."""
