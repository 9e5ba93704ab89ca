"""Routes of the rules room: guidelines, tables, proofs, errata, sources."""
