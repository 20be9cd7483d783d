"""Marks by which people are found: keyed digests of the register's e-mail address and phone, and of a login number."""
