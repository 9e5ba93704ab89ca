"""Formulas as a shared graph: reading, differentiating, eliminating, putting in order."""
