"""Content: sources, studies, published results, errata; no logic but the loader.

Each verb reads its file on first use and returns frozen nouns; a second call returns the same.
"""

from trephine.library.count import reported_counts
from trephine.library.counts_behind import counts_behind
from trephine.library.erratum import errata
from trephine.library.outcome import outcome, outcomes
from trephine.library.published import published
from trephine.library.regimen import regimens
from trephine.library.source import cited, source, sources
from trephine.library.study import studies, study
from trephine.library.trial_table import trial_table

__all__ = [
    "cited",
    "counts_behind",
    "errata",
    "outcome",
    "outcomes",
    "published",
    "regimens",
    "reported_counts",
    "source",
    "sources",
    "studies",
    "study",
    "trial_table",
]
