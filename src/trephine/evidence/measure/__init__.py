"""Effect measures by family: from raw counts to yi and vi, and back."""
