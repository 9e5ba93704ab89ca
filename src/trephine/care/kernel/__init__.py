"""Compiled twins of the care room's algorithms."""
