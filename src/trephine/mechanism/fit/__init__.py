"""Fit: the model against published figures of cohorts, and against one patient's own series."""
