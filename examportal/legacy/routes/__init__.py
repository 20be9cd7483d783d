"""The office's pages about the old service."""
