"""Use cases of the staff's keys, by topic. Hashes come in ready made: one takes too long for a transaction."""
