"""The plumbing of every page: who may enter, forms, headers, error pages, filters, request log."""
