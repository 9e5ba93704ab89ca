"""Answers and their figures joined into documents."""
