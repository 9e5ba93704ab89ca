"""Compiled kernels for the whole run: a command tried in this process must not choose otherwise."""

import trephine.evidence.kernel.special  # noqa: F401  (imported for the choice it makes)
