"""How fast the portal is, in ratios within one run, and what strangers can tell by the time: `make bench`."""
