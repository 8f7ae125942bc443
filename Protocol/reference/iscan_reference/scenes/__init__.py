"""Scenes with a real hub and a real node of the built program, on loopback."""
