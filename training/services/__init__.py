"""Verbs of training that write."""
