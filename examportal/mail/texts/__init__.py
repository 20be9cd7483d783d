"""Texts of letters that the office has written itself, in place of those that the portal brings along."""
