"""Half-finished sign-ins of examiners: between the password and the second step, which is a code that is sent."""
