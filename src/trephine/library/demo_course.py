"""demo_courses, demo_record: synthetic courses that a first visit opens on."""

import gzip
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.library.content import ROOT, check_unique, read_toml

FOLDER = ROOT / "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCourse:
    """One synthetic course: what it shows, at which moment; ``reason`` says that it is made up.

    Its record is ``demo_record``'s. Nobody in it exists.
    """

    id: str
    at: datetime
    title: Text
    story: Text
    reason: Text
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Courses:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    course: tuple[DemoCourse, ...]


@cache
def demo_courses() -> tuple[DemoCourse, ...]:
    """Return the courses in the order in which they are shown."""
    path = FOLDER / "courses.toml"
    found = read_toml(path, _Courses).course
    check_unique((one.id for one in found), path, "course", "id")
    return found


def demo_record(name: str) -> bytes:
    """Return a course's record as JSON Lines. Raises InputError for another id."""
    known = [one.id for one in demo_courses()]
    if name not in known:
        raise InputError(
            what=Text(zh="没有这个演示病例", en="there is no such demo course"),
            where="library.demo_course.demo_record(name)",
            found=repr(name)[:100],
            do=Text(zh="可选：" + "、".join(known), en="choose one of: " + ", ".join(known)),
        )
    return gzip.decompress((FOLDER / f"{name}.jsonl.gz").read_bytes())
