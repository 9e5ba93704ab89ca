"""Text: the same sentence in Chinese and in English."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


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

    def __getitem__(self, language: Language) -> str:
        """Return the sentence in ``language``."""
        return self.zh if language == "zh" else self.en
