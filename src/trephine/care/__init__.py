"""Care: a patient's Record, a Pathway of rules and a moment give Decisions.

Content reaches this room as arguments: it imports ``core`` alone.
"""
