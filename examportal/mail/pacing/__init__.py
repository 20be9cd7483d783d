"""How fast many letters go to one provider."""
