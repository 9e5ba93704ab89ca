"""What came of a virtual trial, by the definitions of the clinic."""
