"""Settings of the whole run: compiled kernels, and laws that try the same examples every time."""

from hypothesis import settings

import trephine.evidence.kernel.special  # noqa: F401  (a command must not choose otherwise)

# New examples are for a search of one's own (HYPOTHESIS_PROFILE=default), not for every run.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
