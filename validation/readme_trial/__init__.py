"""The virtual trial that the pages show, run and pinned."""
