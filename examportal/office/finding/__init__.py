"""Finding people at the desk: by what is said on the phone, by where they stand, all of them for a list."""
