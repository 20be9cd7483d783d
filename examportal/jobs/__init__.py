"""Due work, claimed with a lease; rooms register handlers by name in app.py."""
