"""Invitations to a first sign-in: a letter whose link proves a mailbox before there is an account."""
