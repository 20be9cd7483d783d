"""Activation letters sent again to many people: who gets one, a trial, the rest at a measured pace, the result."""
