"""Deleting what keys leave behind: sessions, links and answers to them that ended long ago."""
