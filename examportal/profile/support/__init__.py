"""The page on which somebody makes a support code and sees who of the board has used it."""
