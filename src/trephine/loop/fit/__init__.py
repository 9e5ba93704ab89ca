"""Fit of outcomes: the virtual ward's endpoints against those of published cohorts."""
