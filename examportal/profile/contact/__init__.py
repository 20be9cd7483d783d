"""How a person is reached: another e-mail address, and whether address and phone are still right."""
