"""What is said of data for which a maximum likelihood estimate does not exist as such."""

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.exact.problem import Problem


def separated(problem: Problem) -> Caution:
    """Every study puts the estimate at infinity."""
    side = Text(zh="负无穷", en="minus infinity")
    if problem.separation > 0:
        side = Text(zh="正无穷", en="plus infinity")
    return Caution(
        kind="separation",
        text=Text(
            zh=f"全部研究均无事件（或全部为事件），最大似然估计在连接尺度上为{side.zh}，"
            "自然尺度上为边界值；无标准误，研究间方差无法估计，"
            "置信区间为共同效应模型的剖面似然区间。",
            en="Every study has no events (or nothing but events): the maximum likelihood estimate"
            f" is {side.en} on the link scale and stands at the edge on the natural scale. There is"
            " no standard error, the variance between studies cannot be estimated, and the interval"
            " is the profile likelihood's under a common effect.",
        ),
    )


def single_study() -> Caution:
    """One study says nothing about the variance between studies."""
    return Caution(
        kind="single-study",
        text=Text(
            zh="仅有一项研究，无法估计研究间方差；所列为该研究自身的结果。",
            en="There is one study: the variance between studies cannot be estimated, and the"
            " figures are that study's own.",
        ),
    )


def not_identified() -> Caution:
    """Single patients say nothing about the variance between studies."""
    return Caution(
        kind="tau2-not-identified",
        text=Text(
            zh="每项研究至多只有一个可比较的观察，数据不含研究间方差的信息；所列为共同效应模型的结果。",
            en="No study has more than one comparable observation, so that the data hold nothing on"
            " the variance between studies; the figures are those of the common-effect model.",
        ),
    )


def unbounded() -> Caution:
    """Every study is all or nothing: the likelihood grows with tau without end."""
    return Caution(
        kind="tau2-unbounded",
        text=Text(
            zh="每项研究的结果都是全部或全无，似然随研究间方差无限增大，随机效应的最大似然估计不存在。",
            en="Every study is all or nothing: the likelihood grows with the variance between"
            " studies without end, and the random-effects estimate does not exist.",
        ),
    )


def few_studies(k: int) -> Caution:
    """Two or three studies leave tau2 all but undetermined."""
    return Caution(
        kind="few-studies",
        text=Text(
            zh=f"仅有 {k} 项研究，研究间方差的最大似然估计偏低且极不稳定。",
            en=f"With {k} studies the maximum likelihood estimate of the variance between studies"
            " is biased downwards and very unstable.",
        ),
    )


def all_or_nothing() -> Caution:
    """Every study is all or nothing: the beta distribution has its mass at 0 and 1."""
    return Caution(
        kind="rho-at-one",
        text=Text(
            zh="每项研究的结果都是全部或全无：rho 估计为 1（边界），"
            "均值为出现事件的研究所占比例，无标准误与置信区间。",
            en="Every study is all or nothing: rho is estimated as 1, its edge, and the mean is the"
            " share of studies with events; there is no standard error and no interval.",
        ),
    )
