"""Survival evidence: curves read back to patients, Kaplan-Meier figures, pooled curves, cure."""
