"""Keys: accounts, passwords, sessions, what was acknowledged. Personal data live in register and profile."""
