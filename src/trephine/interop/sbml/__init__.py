"""The parts of reading and writing SBML."""
