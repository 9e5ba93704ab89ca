"""patient_table: one row a virtual patient, checked once; chunks are joined into one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.loop.outcomes.columns import BY_NAME, COLUMNS, OK, TYPES

Column = NDArray[Any]
# Events are dated by calendar days, deaths by minutes: they may differ by one day.
_SLACK = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatientTable:
    """The patients of one arm, a column each of what came of them, in order of their numbers.

    ``arm`` is the id of the arm, ``columns`` those of ``COLUMNS`` that are known, (patients,), and
    any further ones. Failed patients are in it: ``ok`` leaves them out, ``failed`` names them.
    """

    arm: str
    columns: Mapping[str, Column]

    @property
    def n(self) -> int:
        """How many patients, with those that failed."""
        return len(self.columns["patient"])

    @property
    def ok(self) -> NDArray[np.bool_]:
        """Whose run did not fail."""
        return np.asarray(self.columns["status"] == OK, dtype=np.bool_)

    @property
    def failed(self) -> dict[str, tuple[int, ...]]:
        """The numbers of the patients that failed, by reason."""
        status, numbers = self.columns["status"], self.columns["patient"]
        return {
            str(reason): tuple(int(k) for k in numbers[status == reason])
            for reason in np.unique(status)
            if reason != OK
        }

    def has(self, *names: str) -> bool:
        """Whether all of these columns are known."""
        return all(name in self.columns for name in names)

    def __getitem__(self, name: str) -> Column:
        """Return a column. Raises KeyError."""
        return self.columns[name]

    def rows(self, which: NDArray[Any]) -> "PatientTable":
        """Return some of the patients, by mask or by place; one may come more than once."""
        return PatientTable(
            arm=self.arm, columns={name: one[which] for name, one in self.columns.items()}
        )


def patient_table(columns: Mapping[str, Any], *, arm: str = "") -> PatientTable:
    """Return the table of one arm from its columns, in order of the patients' numbers.

    It converts to each column's type and fills nothing in. Raises InputError for a missing needed
    column, lengths that differ, a patient twice, or days that contradict each other.
    """
    missing = [one.name for one in COLUMNS if one.needed and one.name not in columns]
    lengths = {name: np.shape(column) for name, column in columns.items()}
    if missing or len(set(lengths.values())) != 1 or len(next(iter(lengths.values()))) != 1:
        raise _refused(
            Text(
                zh="患者表缺列或各列长度不一", en="the table of patients lacks a column or fits not"
            ),
            arm,
            f"missing {', '.join(missing) or '-'}; {sorted(set(lengths.values()))}",
        )
    typed = {
        name: np.asarray(column, dtype=TYPES[BY_NAME[name].kind] if name in BY_NAME else None)
        for name, column in columns.items()
    }
    order = np.argsort(typed["patient"], kind="stable")
    found = PatientTable(arm=arm, columns={name: one[order] for name, one in typed.items()})
    _check(found)
    return found


def joined(tables: Sequence[PatientTable]) -> PatientTable:
    """Return the chunks of one arm as one table; columns that not every chunk has are left out.

    Raises InputError for chunks of different arms, or a patient in two of them.
    """
    names = set.intersection(*(set(one.columns) for one in tables))
    if len({one.arm for one in tables}) != 1:
        raise _refused(
            Text(zh="不是同一组的分块", en="chunks of different arms"),
            "joined",
            ", ".join(sorted({one.arm for one in tables})),
        )
    return patient_table(
        {
            name: np.concatenate([one.columns[name] for one in tables])
            for name in tables[0].columns
            if name in names
        },
        arm=tables[0].arm,
    )


def _check(table: PatientTable) -> None:
    numbers = table["patient"]
    twice = np.flatnonzero(numbers[1:] == numbers[:-1])
    if twice.size:
        raise _refused(
            Text(zh="同一患者出现两次", en="a patient stands twice in the table"),
            table.arm,
            f"patient {int(numbers[twice[0]])}",
        )
    last = table["last_day"]
    wrong = table.ok & ~(last >= 0)
    for name in ("death_day", "progression_day", "response_day", "cr_day", "last_visit_day"):
        if name in table.columns:
            wrong |= table.ok & (table[name] > last + _SLACK)
    if table.has("response_day", "progression_day"):
        wrong |= table.ok & (table["response_day"] > table["progression_day"])
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        named = [c.name for c in COLUMNS if c.kind == "day" and c.name in table.columns]
        raise _refused(
            Text(zh="患者的日期互相矛盾", en="a patient's days contradict each other"),
            f"{table.arm} patient {int(numbers[at])}",
            ", ".join(f"{name} {float(table[name][at]):g}" for name in named),
        )


def _refused(what: Text, where: str, found: str) -> InputError:
    return InputError(
        what=what,
        where=where or "patient_table",
        found=found,
        do=Text(
            zh="各列见 loop.outcomes.columns.COLUMNS",
            en="see loop.outcomes.columns.COLUMNS for what each column holds",
        ),
    )
