"""Files of bibliographic references: read whatever databases export, write RIS, BibTeX, tables."""
