"""The staircase climbed once: claim → profile → waiting page → activation."""
