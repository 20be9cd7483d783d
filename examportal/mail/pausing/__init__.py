"""Sending that the office has paused, for everybody or for one provider: letters stay where they are."""
