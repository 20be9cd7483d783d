"""The staff's desk: signing in, the set-up of one's keys, colleagues. Keys themselves live in `accounts.staff`."""
