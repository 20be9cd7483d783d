"""The phone to which codes may be sent: its owner has shown by a code that it is theirs."""
