"""Plain rules of training: no Django, no clock, no database."""
