"""Examiners' accounts of the old service: who of them is invited to the portal, and why the others are not."""
