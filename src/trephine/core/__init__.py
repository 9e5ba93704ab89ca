"""The nouns. Standard library only: no numpy, no input or output.

Import from the module that defines a noun (``from trephine.core.study import Study``).
"""
