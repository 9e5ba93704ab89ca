"""departures: where an analysis is not the one that the protocol announced."""

from collections.abc import Mapping

from trephine.core.review_protocol import ReviewProtocol
from trephine.core.text import Text

_NAMED = {
    "measure": Text(zh="效应量", en="effect measure"),
    "model": Text(zh="模型", en="model"),
    "estimator": Text(zh="τ² 估计", en="estimator of tau2"),
    "interval": Text(zh="区间", en="interval"),
    "level": Text(zh="置信水平", en="level"),
    "subgroup": Text(zh="亚组", en="subgroup"),
    "sensitivity": Text(zh="敏感性分析", en="sensitivity analysis"),
}
_LISTED = {"subgroup": "subgroups", "sensitivity": "sensitivity"}
_NO_PROTOCOL = Text(
    zh="没有登记方案：一切分析均为探索性", en="no protocol: every analysis is exploratory"
)


def departures(
    protocol: ReviewProtocol | None, chosen: Mapping[str, str | float]
) -> tuple[Text, ...]:
    """Return in which ways an analysis is exploratory; empty where the protocol announced it.

    ``chosen`` names what was done: ``measure``, ``model``, ``estimator``, ``interval``, ``level``
    as the protocol writes them, ``subgroup`` and ``sensitivity`` one name each. What is not in
    ``chosen`` is not compared; what the protocol left open was not announced, and is named too.
    A model chosen by a stated rule (``by-rule``) admits both.
    """
    if protocol is None:
        return (_NO_PROTOCOL,)
    methods = protocol.methods
    found = []
    for name, value in chosen.items():
        label = _NAMED[name]
        if name in _LISTED:
            listed = getattr(methods, _LISTED[name])
            if value and value not in listed:
                found.append(_said(label, str(value), ", ".join(listed)))
            continue
        planned = getattr(methods, name)
        if name == "model" and planned == "by-rule":
            continue
        if planned != value:
            found.append(_said(label, str(value), str(planned)))
    return tuple(found)


def _said(label: Text, value: str, planned: str) -> Text:
    return Text(
        zh=f"{label.zh}：用 {value}，方案" + (f"为 {planned}" if planned else "未写明"),
        en=f"{label.en}: {value}, protocol " + (planned or "silent"),
    )
