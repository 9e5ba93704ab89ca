"""Small-study effects and publication bias: tests and models, one verb a file."""
