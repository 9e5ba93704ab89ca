"""One file a step. A step that was published is never edited: the next one corrects it."""
