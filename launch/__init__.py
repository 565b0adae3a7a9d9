"""The front door: what `./mingbai` does. Standard library only, so that a bare Python can run it."""
