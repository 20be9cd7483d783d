"""A register file on its way into the register: rows → plan with a verdict each → merge → report."""
