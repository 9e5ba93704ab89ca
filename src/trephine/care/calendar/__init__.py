"""The calendar: what is due, when and why, and its export."""
