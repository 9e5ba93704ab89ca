"""unreached_boxes: the boxes of a flow that a review's work has not come to."""

from collections.abc import Mapping

from trephine.core.prisma import PrismaFlow


def unreached_boxes(flow: PrismaFlow, waiting: Mapping[str, int]) -> frozenset[str]:
    """Return the boxes of a review of one's own that its work has not come to.

    A box that holds nothing while reports still wait before it may yet fill: that is no zero.
    """
    found: set[str] = set()
    if flow.screened is None:
        found |= {"identified", "removed"}
    if not flow.screened and (waiting["title"] or flow.screened is None):
        found |= {"screened", "excluded"}
    if not flow.sought and (waiting["title"] or found):
        found |= {"sought", "not_retrieved"}
    if not flow.assessed and (waiting["full-text"] or "sought" in found):
        found |= {"assessed", "reports_excluded"}
    if not flow.studies and "assessed" in found:
        found |= {"studies", "reports"}
    return frozenset(found)
