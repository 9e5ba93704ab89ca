"""What the ready virtual trials answer, as pages of the docs."""
