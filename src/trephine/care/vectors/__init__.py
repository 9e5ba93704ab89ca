"""Test vectors: run a file of them and list every disagreement."""
