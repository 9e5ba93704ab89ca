"""Data frames of any kind, and plain mappings of columns."""

from collections.abc import Mapping
from typing import Any

from trephine.core.error import InputError
from trephine.core.text import Text, counted
from trephine.evidence.reading.sheet import Sheet, check_headers, empty

_NAME = "data frame"


def read_frame(table: Any) -> Sheet:
    """Return the columns of a mapping, or of an eager data frame that narwhals knows.

    Rows count from 1. Raises InputError for anything else, lazy frames included.
    """
    if isinstance(table, Mapping):
        headers = [str(name) for name in table]
        columns = [list(values) for values in table.values()]
    else:
        headers, columns = _native(table)
    check_headers(_NAME, headers, _NAME)
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        raise InputError(
            what=Text(zh="各列长度不同", en="The columns differ in length"),
            where=_NAME,
            found=", ".join(f"{h}: {len(c)}" for h, c in zip(headers, columns, strict=True)),
            do=Text(zh="每项研究每列应有一个值", en="Give one value a study in every column"),
        )
    if not columns or lengths == {0}:
        raise empty(_NAME, f"{counted(len(headers), 'column')}, no rows")
    cells = tuple([_cell(value) for value in column] for column in columns)
    rows = list(range(1, lengths.pop() + 1))
    return Sheet(name=_NAME, headers=tuple(headers), columns=cells, rows=rows, letters=False)


def _native(table: Any) -> tuple[list[str], list[list[object]]]:
    import narwhals as nw  # noqa: PLC0415  (only for those who pass a data frame)

    try:
        frame = nw.from_native(table, eager_only=True)
    except nw.exceptions.DuplicateError:
        # raises, and names the columns
        check_headers(_NAME, [str(name) for name in table.columns], _NAME)
        raise
    except TypeError:
        raise InputError(
            what=Text(zh="无法识别这种表格", en="This is no table that can be read"),
            where="source",
            found=f"{type(table).__module__}.{type(table).__name__}",
            do=Text(
                zh="请传入文件路径、数据框（pandas、polars 等）或“列名 → 列”的字典",
                en="Pass a file's path, a data frame (pandas, polars ...; collect lazy ones first)"
                " or a mapping from names to columns",
            ),
        ) from None
    return list(frame.columns), [frame[name].to_list() for name in frame.columns]


def _cell(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
