"""Two records of one person become one, and for 30 days can become two again."""
