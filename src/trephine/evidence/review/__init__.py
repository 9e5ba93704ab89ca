"""A systematic review as a fold of events: screening, extraction, agreement, flow, duplicates."""
