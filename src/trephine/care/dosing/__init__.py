"""Doses: arithmetic, lymphodepletion, dose budgets, steroids, wash-outs."""
