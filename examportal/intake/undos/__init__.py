"""Taking an import back by the pages: a plan that the worker makes, shown, confirmed, and applied as it was shown."""
