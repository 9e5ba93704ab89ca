"""term_of: what a heading of a patient's table means, and its unit."""

import re
from collections.abc import Mapping

from trephine.core.observable import Observable
from trephine.core.sheet import SheetChoice, SheetTerm, SheetWords, folded, folded_unit

_UNIT = re.compile(r"^(?P<name>.*?)\s*[（(\[【](?P<unit>[^（()）\[\]【】]*)[)）\]】]\s*$")
_TAIL = re.compile(r"^(?P<name>.+?)[\s_/,，]+(?P<unit>\S+)$")


def heading_parts(heading: str) -> tuple[str, str]:
    """Return a heading's name and the unit in brackets behind it, empty where there is none."""
    found = _UNIT.match(heading)
    return (found["name"], found["unit"]) if found else (heading, "")


def part_of(heading: str, words: SheetWords) -> str:
    """Return the part that a column plays in the table (time, item …), empty for a value."""
    return words.columns.get(folded(heading), "") or words.columns.get(
        folded(heading_parts(heading)[0]), ""
    )


def term_of(
    heading: str,
    unit: str,
    line: int,
    words: SheetWords,
    observables: Mapping[str, Observable],
    choice: SheetChoice | None,
) -> SheetTerm:
    """Return what a heading was taken for; somebody's choice goes before what is written.

    Headings that name a person are not read, whatever is chosen. A unit that the observable does
    not accept counts as missing: it is never converted by guess.
    """
    name, bracketed = heading_parts(heading)
    written = unit or bracketed
    if folded(heading) in words.identifiers or folded(name) in words.identifiers:
        return SheetTerm(heading=heading, line=line, state="identifier")
    ranges = part_of(heading, words) == "range"  # limits of normal and flags are not read
    if ranges or (choice is not None and not choice.observable):
        return SheetTerm(heading=heading, line=line, state="left out", written=written)
    observable = words.names.get(folded(heading), "") or words.names.get(folded(name), "")
    if not observable and not written and (tail := _TAIL.match(heading)):
        code = words.units.get(folded_unit(tail["unit"]))
        observable = words.names.get(folded(tail["name"]), "") if code else ""
        written = tail["unit"] if observable else ""
    if choice is not None:
        observable = choice.observable
    if observable not in observables:
        return SheetTerm(heading=heading, line=line, state="unknown", written=written)
    one = observables[observable]
    accepted = tuple(unit.code for unit in one.units)
    if one.kind not in {"quantity", "dose"}:
        found, known = "", True
    else:
        found = choice.unit if choice is not None and choice.unit else ""
        if not found:
            codes = words.units.get(folded_unit(written), ()) if written else ()
            found = next((code for code in (written, *codes) if code in accepted), "")
        if not found and not written and (one.unit == "1" or one.unit.startswith("{")):
            found = one.unit
        known = found in accepted
    return SheetTerm(
        heading=heading,
        line=line,
        state="understood" if known else "unit missing",
        observable=observable,
        written=written,
        unit=found if known else "",
        units=accepted,
    )
