"""The words of people's names, folded and kept in order: the beginning of a name is a range of an index."""
