"""What an answer of a mail server means for the person who waits for the letter, in the office's words."""
