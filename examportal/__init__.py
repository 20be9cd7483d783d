"""The examiner portal of a district examination board: one folder a room, see README."""
