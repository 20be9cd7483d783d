"""The browsers of an account: known after a sign-in, and for 30 days not asked for a code where the owner says so."""
