"""Exact likelihood: models of the counts themselves, not of effect sizes with a normal error."""
