"""A virtual trial beside the published evidence, and its arms beside each other."""
