"""Text and numbers as literals of Python, R and Stata: nothing a label holds can end its string."""

import math
import re
from collections.abc import Iterable

# Control characters, and what moves the reading direction or breaks lines without being \n.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def python_text(text: str) -> str:
    """Return a Python string literal."""
    quoted = repr(text)
    return _UNSEEN.sub(lambda m: f"\\u{ord(m[0]):04x}", quoted)


def r_text(text: str) -> str:
    """Return an R string literal; R strings hold no NUL, which becomes U+FFFD."""
    text = _SURROGATE.sub("\ufffd", text).replace("\x00", "\ufffd")
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    text = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return '"' + _UNSEEN.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + '"'


def stata_text(text: str) -> str:
    """Return a Stata string expression.

    Within quotes Stata still expands macros (` and $), so these, quotes and control characters are
    put in by ``char()``. NUL becomes U+FFFD.
    """
    text = _SURROGATE.sub("\ufffd", text).replace("\x00", "\ufffd")
    parts = []
    for run in re.split(r"([`'$\"\x01-\x1f\x7f])", text):
        if len(run) == 1 and (run in "`'$\"" or ord(run) < 0x20 or ord(run) == 0x7F):
            parts.append(f"char({ord(run)})")
        elif run:
            parts.append(f'"{_UNSEEN.sub(" ", run)}"')
    return " + ".join(parts) or '""'


def comment(text: str) -> str:
    """Return text fit for one comment line in all three languages.

    No line breaks, no Stata block comments or macros, no encoding declaration for Python.
    """
    text = _SURROGATE.sub("\ufffd", _UNSEEN.sub(" ", text))
    text = re.sub(r"[`$]", "'", text)
    text = re.sub(r"/(?=[*/])|\*(?=/)", lambda m: f"{m[0]} ", text)
    text = re.sub(r"(?i)coding([:=])", r"coding \1", text)
    return " ".join(text.split())


def number(value: float, missing: str) -> str:
    """Return the shortest decimal that reads back as the same double; ``missing`` for NaN."""
    if math.isnan(value):
        return missing
    if math.isinf(value):
        message = "an infinite value has no literal that all three languages read"
        raise ValueError(message)
    if value == math.floor(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def listed(items: Iterable[str], *, indent: str, width: int = 92) -> str:
    """Return items joined by commas, broken into lines of at most ``width`` where possible."""
    lines = [""]
    for item in items:
        joined = f"{lines[-1]}, {item}" if lines[-1] else item
        if len(joined) > width and lines[-1]:
            lines[-1] += ","
            lines.append(item)
        else:
            lines[-1] = joined
    return f"\n{indent}".join(lines)
