"""Bayesian meta-analysis by deterministic quadrature: no sampling, no seed."""
