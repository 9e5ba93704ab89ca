"""Simulations that are saved: virtual trials, population runs, comparisons, and their patients."""
