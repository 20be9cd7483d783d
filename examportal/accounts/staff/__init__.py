"""Keys of the board's staff: who they are, what each role may do, password, second step and sessions.

Staff are no examiners: tables, sessions and the key in the cookie are their own, and no id means anything there.
"""
