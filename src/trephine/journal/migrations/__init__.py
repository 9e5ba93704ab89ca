"""Steps that lead an older database to the tables of today; Alembic runs them."""
