"""Many changes of the register at once: staged in short batches, applied in one short transaction, kept as a record."""
