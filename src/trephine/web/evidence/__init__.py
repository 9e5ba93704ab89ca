"""Routes of the evidence room: the papers, their pooled outcomes, figures, scripts, audits."""
