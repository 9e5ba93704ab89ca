"""Interop: foreign formats in and out of the nouns."""
