"""What the first page shows, made once for this state of code and content."""
