"""Where people stand, file by file and scope by scope: what drives a list, and the same as a condition."""
