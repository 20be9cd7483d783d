"""Notices by letter: what happened to an account, told to its owner, each with an "it was not me" link."""
