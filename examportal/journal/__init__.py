"""The append-only, hash-chained book: who did what to whom, when, with what result."""
