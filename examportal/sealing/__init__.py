"""Keys that grow old: putting everything that is sealed under the newest data key."""
