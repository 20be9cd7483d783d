"""People whose letters did not arrive."""
