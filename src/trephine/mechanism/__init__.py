"""Mechanism: a Model and virtual patients in, Trajectories, outcomes and Records out."""
