"""Compiled steps: what the symbolic part printed, and the loops that drive it."""
