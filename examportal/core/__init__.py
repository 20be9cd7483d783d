"""The cellar: plain Python that every room stands on and that knows no web and no database."""
