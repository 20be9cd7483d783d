"""Pages of the wizard that brings a register file in, by topic."""
