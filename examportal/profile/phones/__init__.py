"""The pages on which somebody has codes sent to the own phone."""
