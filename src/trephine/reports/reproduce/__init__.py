"""The papers' pooled analyses redone from the data at hand, as documents."""
