"""Pages of training, a module for each room; its addresses import it by name."""
