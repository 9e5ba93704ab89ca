"""Content: sources, studies, published results; no logic but the loader."""
