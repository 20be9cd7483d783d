"""Mistakes in the register that its people report: what stands there, what should, and what the office said."""
