"""Errors a person reads: what is wrong, where, what was found, what to do."""

from typing import Any

from trephine.core.text import Language, Text

_LABELS = {"zh": ("错误", "位置", "发现", "处理"), "en": ("Error", "Where", "Found", "Do")}


class TrephineError(Exception):
    """Base of every error that Trephine raises on purpose. ``str()`` gives the English form."""

    def __init__(self, *, what: Text, where: str, found: str, do: Text) -> None:
        """Keep the four parts; ``where`` names file and line, cell, study or record."""
        super().__init__(what.en)
        self.what = what
        self.where = where
        self.found = found
        self.do = do

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error that a worker process raises be raised in the process that asked."""
        return _again, (type(self), self.what, self.where, self.found, self.do)

    def render(self, language: Language) -> str:
        """Return the four lines in one language."""
        labels = _LABELS[language]
        parts = (self.what[language], self.where, self.found, self.do[language])
        return "\n".join(f"{label}: {part}" for label, part in zip(labels, parts, strict=True))

    def __str__(self) -> str:
        """Return the English form."""
        return self.render("en")


def _again(kind: type[TrephineError], what: Text, where: str, found: str, do: Text) -> Any:
    return kind(what=what, where=where, found=found, do=do)


class InputError(TrephineError):
    """What a person handed in cannot be read or cannot be true."""


class MethodError(TrephineError):
    """The method asked for does not apply to these data (a model that is not identified, say)."""


class ContentError(TrephineError):
    """Content of the library is malformed: a defect of Trephine, not of its user."""
