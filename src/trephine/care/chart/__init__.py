"""The vectorised twin of resolve, decide and propose: many virtual patients at once."""
