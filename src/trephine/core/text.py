"""Text: the same sentence in Chinese and in English."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


def plural(n: int) -> str:
    """Return the s of an English plural: none for 1."""
    return "" if n == 1 else "s"


def counted(n: int, one: str, many: str = "") -> str:
    """Return an English count: 1 study, 2 studies. ``many`` is ``one`` with an s where not given.

    Chinese nouns have no plural and do not need it.
    """
    return f"{n} {one if n == 1 else many or one + 's'}"


def counted_studies(k: int, studies: int | None = None) -> "Text":
    """Return how many studies there are, or how many rows of how many where those are fewer."""
    if studies is None or studies >= k:
        return Text(zh=f"{k} 项研究", en=counted(k, "study", "studies"))
    of = counted(studies, "study", "studies")
    return Text(zh=f"{studies} 项研究的 {k} 行", en=f"{counted(k, 'row')} of {of}")


def both_of(what: "Text | str") -> "Text":
    """Return words in both languages: a ``str``, figures and signs alone, is its own."""
    return Text(zh=what, en=what) if isinstance(what, str) else what


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One thing said in both languages. Neither may be empty: nothing is shown half translated."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        """Refuse a side that says nothing."""
        if not self.zh.strip() or not self.en.strip():
            message = f"a Text needs both languages (zh={self.zh!r}, en={self.en!r})"
            raise ValueError(message)

    def __iter__(self) -> Iterator[str]:
        """Yield both sentences, Chinese first: without it ``in`` would ask for ever."""
        return iter((self.zh, self.en))

    def __getitem__(self, language: Language) -> str:
        """Return the sentence in ``language``."""
        return self.zh if language == "zh" else self.en

    def filled(self, **parts: "Text | str | int") -> "Text":
        """Return it with its places ``{name}`` filled, by a Text in each its own language."""

        def side(language: Language) -> str:
            words = {k: v[language] if isinstance(v, Text) else v for k, v in parts.items()}
            return self[language].format(**words)

        return Text(zh=side("zh"), en=side("en"))
