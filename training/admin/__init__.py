"""The editors' desk of training, one module for each noun. Forms go through the services."""
