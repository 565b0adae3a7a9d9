"""Folder on the path of processes with a moved clock."""
