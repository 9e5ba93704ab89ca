"""Values that follow from readings by a formula."""
