"""Chance: one counter-based stream of numbers per seed, purpose and patient."""
