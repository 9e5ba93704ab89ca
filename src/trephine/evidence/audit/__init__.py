"""Audit: what a published meta-analysis's own numbers give away, one check a file."""
