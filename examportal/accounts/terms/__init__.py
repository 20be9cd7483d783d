"""The terms of use (regulamin): a draft, versions in force from a day on, and who has confirmed which."""
