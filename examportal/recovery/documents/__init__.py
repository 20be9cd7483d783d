"""Which documents help somebody who lost the way in, by who asks: a list that the office words."""
