"""What an examiner keeps up to date: names, contact, addresses, employment; and the own account page."""
