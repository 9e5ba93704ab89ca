"""Formulas as trees: from MathML, to the one infix text of models, to a number."""
