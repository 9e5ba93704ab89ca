"""begun_before: what of a review had begun when a protocol was registered."""

from trephine.core.review import Review
from trephine.core.review_event import MinorsScored, ReferencesImported, ValueExtracted, VoteCast
from trephine.core.text import Text

_BEGUN = {
    Text(zh="题录已导入", en="records had been imported"): (ReferencesImported,),
    Text(zh="筛选已开始", en="screening had begun"): (VoteCast,),
    Text(zh="提取或评分已开始", en="extraction or scoring had begun"): (
        ValueExtracted,
        MinorsScored,
    ),
}


def begun_before(review: Review, version: int) -> tuple[Text, ...]:
    """Return what had begun before an event of the review; empty where nothing had.

    It tells that something had been done, not what: ``review`` is the whole one, not blinded. What
    was taken back since had been done all the same.
    """
    done = {type(line.payload) for line in review.history if line.version < version}
    return tuple(said for said, kinds in _BEGUN.items() if done & set(kinds))
