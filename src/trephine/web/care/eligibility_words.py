"""OVERRIDE_WHY: the reasons for going on in spite of a requirement, in words."""

from collections.abc import Mapping

from trephine.core.record_event import OverrideWhy
from trephine.core.text import Text

# No free text: a sentence could name somebody, and what is appended cannot be erased.
OVERRIDE_WHY: Mapping[OverrideWhy, Text] = {
    "benefit outweighs risk": Text(zh="获益大于风险", en="benefit outweighs risk"),
    "no better option": Text(zh="无更好的选择", en="no better option"),
    "trial protocol": Text(zh="按试验方案", en="by the trial's protocol"),
    "passing or corrected": Text(zh="一过性，或已纠正", en="passing, or corrected since"),
    "assessed otherwise": Text(zh="已用其他方法评估", en="assessed in another way"),
}
