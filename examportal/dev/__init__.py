"""For development and for a first look: an invented register, and the portal with all it needs on one machine."""
