"""The append-only list of what people did, on SQLite or PostgreSQL."""
