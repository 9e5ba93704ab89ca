"""The words and numbers of a forest plot: intervals, heterogeneity, models, the gist."""

from dataclasses import dataclass
from math import isfinite, isnan

from trephine.core.text import Language, Text, counted_studies, plural
from trephine.plots import words
from trephine.plots.forest_rows import ForestRow, ForestSummary, SubgroupTest
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import ABSENT, between, number, p_text, percent
from trephine.plots.kit.scale import Kind
from trephine.plots.style import Style

__all__ = ["TEST_WORDS", "Kind", "Wording", "equal", "fixed", "significant"]

_TESTS = {
    "z": Text(zh="正态近似（z）", en="normal approximation (z)"),
    "t": Text(zh="t 分布", en="t distribution"),
    "knha": Text(zh="Hartung–Knapp", en="Hartung–Knapp"),
    "adhoc": Text(zh="Hartung–Knapp（不窄于 z）", en="Hartung–Knapp (never below z)"),
    "kr": Text(zh="Kenward–Roger", en="Kenward–Roger"),
}
TEST_WORDS = tuple(_TESTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How one forest plot writes its numbers."""

    language: Language
    style: Style
    kind: Kind
    digits: int
    level: float

    def say(self, label: Label) -> str:
        """Return a label in the plot's language."""
        return say(label, self.language)

    def value(self, x: float) -> str:
        """Write one value on the natural scale."""
        return percent(x, self.digits) if self.kind == "proportion" else number(x, self.digits)

    def interval(self, low: float, high: float) -> str:
        """Write an interval in the style's brackets."""
        joined = self.style.joined[self.language]
        if joined == ", ":
            inner = f"{self.value(low)}, {self.value(high)}"
        else:
            inner = between(
                self.value(low), self.value(high), joined=joined, language=self.language
            )
        return self.style.brackets[0] + inner + self.style.brackets[1]

    def effect(self, row: ForestRow | ForestSummary) -> str:
        """Write estimate and interval, or that there is none."""
        return self.effect_of(row.estimate, row.ci_lb, row.ci_ub)

    def effect_of(self, estimate: float, low: float, high: float) -> str:
        """Write an estimate with its interval where that is known."""
        if isnan(estimate):
            return words.NOT_ESTIMABLE[self.language]
        if isnan(low) or isnan(high):
            return self.value(estimate)
        return f"{self.value(estimate)} {self.interval(low, high)}"

    def count(self, value: int | None) -> str:
        """Write a count, or that it was not reported."""
        return words.NOT_REPORTED[self.language] if value is None else str(value)

    def fraction(self, events: int | None, n: int | None) -> str:
        """Write events over n; what is unknown says so."""
        if events is None and n is None:
            return words.NOT_REPORTED[self.language]
        return f"{self.count(events)}/{self.count(n)}"

    def weight(self, value: float) -> str:
        """Write a weight as a percentage."""
        return ABSENT if isnan(value) else f"{number(value, 1)}%"

    def joined(self, parts: list[str]) -> str:
        """Join the parts of a line with the language's semicolon."""
        return words.AND[self.language].join(part for part in parts if part)

    def sentences(self, parts: list[str]) -> str:
        """Join sentences with the language's full stop."""
        stop = "。" if self.language == "zh" else ". "
        return stop.join(part for part in parts if part)

    def _with_ci(self, name: str, value: str, low: str, high: str) -> str:
        """Write ``name = value`` with its interval where that is known."""
        text = equal(name, value)
        if ABSENT in {low, high}:
            return text
        return words.WITH_CI[self.language].format(
            value=text,
            level=f"{self.level:g}",
            interval=between(low, high, joined=self._range(), language=self.language),
        )

    def _range(self) -> str:
        """Return the sign of a range outside brackets."""
        sign = self.style.joined[self.language]
        return "–" if sign == ", " else sign

    def heterogeneity(self, summary: ForestSummary) -> str:
        """Write I2, tau2 and Q with what is known of their intervals; empty if nothing is."""
        parts = []
        if not isnan(summary.I2):
            low, high = (_percentage(v) for v in (summary.I2_lb, summary.I2_ub))
            parts.append(self._with_ci("I²", _percentage(summary.I2), low, high))
        if not isnan(summary.tau2):
            low, high = (significant(v) for v in (summary.tau2_lb, summary.tau2_ub))
            parts.append(self._with_ci("τ²", significant(summary.tau2), low, high))
        if not isnan(summary.Q):
            parts.append(equal("Q", number(summary.Q, 2)))
            if isfinite(summary.Q_df):
                parts.append(equal("df", f"{summary.Q_df:g}"))
            if not isnan(summary.Qp):
                parts.append(self.p(summary.Qp))
        if not parts:
            return ""
        comma = "，" if self.language == "zh" else ", "
        return words.HETEROGENEITY[self.language].format(figures=comma.join(parts))

    def p(self, value: float) -> str:
        """Write a P value in the style's way."""
        return p_text(value, leading_zero=self.style.leading_zero).replace(" ", "\u00a0")

    def model(self, summary: ForestSummary) -> str:
        """Write what the pooled row is: model, studies, estimator, interval."""
        lang = self.language
        parts = []
        if summary.k is not None:
            parts.append(counted_studies(summary.k, summary.studies)[lang])
        if summary.n is not None:
            parts.append(words.PEOPLE[lang].format(n=summary.n, s=plural(summary.n)))
        if summary.estimator:
            parts.append(words.ESTIMATOR[lang].format(name=summary.estimator))
        if summary.interval:
            name = (
                _TESTS[summary.interval][lang] if summary.interval in _TESTS else summary.interval
            )
            gap = " " if lang == "zh" and name[0].isascii() else ""
            parts.append(words.INTERVAL_BY[lang].format(name=gap + name))
        if summary.note:
            parts.append(self.say(summary.note))
        if not parts:
            return ""
        label = self.say(summary.label)
        if summary.hollow:
            joint = "，" if lang == "zh" else ", "
            label = f"{words.HOLLOW[lang]}{joint}{label}"
        return words.MODEL[lang].format(label=label, figures=self.joined(parts))

    def difference(self, test: SubgroupTest) -> str:
        """Write the test of differences between subgroups."""
        comma = "，" if self.language == "zh" else ", "
        figures = comma.join(
            [equal("Q", number(test.Q, 2)), equal("df", f"{test.df:g}"), self.p(test.p)]
        )
        return words.SUBGROUP_TEST[self.language].format(figures=figures)

    def brief(self, rows: int, summaries: tuple[ForestSummary, ...]) -> str:
        """Say in a sentence what the plot shows: its alternative text."""
        lang = self.language
        unit = "%" if self.kind == "proportion" else ""
        pooled = self.joined(
            [f"{self.say(s.label)} {self.effect(s)}{unit and ' ' + unit}" for s in summaries]
        )
        return words.FOREST_DESC[lang].format(
            k=rows, s=plural(rows), pooled=pooled or words.NONE_POOLED[lang]
        )


def _percentage(value: float) -> str:
    """Write a percentage (0 to 100) with one decimal and its sign."""
    return ABSENT if isnan(value) else f"{number(value, 1)}%"


def equal(name: str, value: str) -> str:
    """Write ``name = value`` so that no line breaks inside."""
    return f"{name}\u00a0=\u00a0{value}"


def fixed(value: float) -> str:
    """Write a variance with three decimals, for columns; a tinier one as it is."""
    return number(value, 3) if value == 0 or value >= 0.001 else significant(value)


def significant(value: float) -> str:
    """Write a variance with three significant digits, plainly."""
    if isnan(value) or value == 0 or not isfinite(value):
        return "0" if value == 0 else number(value, 0)
    digits = 0
    while digits < 6 and abs(value) * 10**digits < 100:
        digits += 1
    text = number(value, digits)
    if float(text.replace("−", "-")) == 0:
        return "< 0.00001"
    return text.rstrip("0").rstrip(".") if "." in text else text
