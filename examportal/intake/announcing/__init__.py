"""Letters about numbers that an import brought to active accounts: one a person and import, while they are true."""
