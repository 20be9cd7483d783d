"""What files have left open: rows that a merge left out, since they contradict the register or each other."""
