"""Why somebody cannot sign in: facts from every room, one pure function over them, and the words for its answer."""
