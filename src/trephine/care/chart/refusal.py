"""refusal: the errors of a Chart."""

from trephine.care.chart.write_kernel import INFINITE
from trephine.core.error import InputError
from trephine.core.text import Text


def refused_reading(wrong: int, name: str, row: int, minute: int, last: int) -> InputError:
    """Return the error of a reading that cannot be written, as the kernel found it."""
    if wrong == INFINITE:
        return InputError(
            what=Text(zh="读数不是有限的数", en="a reading is not a finite number"),
            where=f"Chart.write: {name}, {row}",
            found="inf",
            do=Text(zh="没有值的位置写 NaN", en="write NaN where there is no value"),
        )
    return InputError(
        what=Text(
            zh="读数早于此项的上一次读数", en="the reading lies before the last one of its kind"
        ),
        where=f"Chart.write: {name}, {row}",
        found=f"{minute} < {last}",
        do=Text(zh="按时间先后写入", en="write readings in the order of their times"),
    )


def refused_limits(name: str) -> InputError:
    """Return the error of limits of normal for what is counted."""
    return InputError(
        what=Text(
            zh="此项按次数计数，不能带参考范围",
            en="every reading of this observable is counted: it takes no limits of normal",
        ),
        where="Chart.write",
        found=name,
        do=Text(zh="不写 limits", en="leave limits out"),
    )


def refused_moment(row: int, minute: int, latest: int) -> InputError:
    """Return the error of a moment to decide at before the latest reading."""
    return InputError(
        what=Text(
            zh="该时刻早于病人的最近一次读数",
            en="the moment lies before the latest reading of a patient",
        ),
        where=f"Chart: {row}",
        found=f"{minute} < {latest}",
        do=Text(zh="按时间先后写入与判定", en="write and decide in the order of the moments"),
    )


def not_kept(row: int) -> InputError:
    """Return the error of a Record that nobody kept."""
    return InputError(
        what=Text(zh="没有保留此病人的逐条记录", en="the readings of this patient are not kept"),
        where="Chart.record",
        found=str(row),
        do=Text(zh="建立 Chart 时在 kept 中写明", en="name it in kept when opening a Chart"),
    )
