"""Letters that come back: read from the mailbox of the sender, matched to ours, written down."""
