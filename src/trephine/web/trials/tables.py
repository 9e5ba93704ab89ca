"""patients_of, patients_file: the rows of a run's virtual patients, from the files beside it."""

from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from trephine.core.text import Text
from trephine.loop.outcomes.patient_table import PatientTable, patient_table
from trephine.web.errors import NotFoundError
from trephine.web.trials.shape import VirtualPatientRow, VirtualPatients

if TYPE_CHECKING:
    import pyarrow as pa

TableForm = Literal["csv", "parquet"]
TABLE_TYPES: dict[TableForm, str] = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
MOST = 50  # rows of a page
_RESPONSES = {
    6: Text(zh="sCR", en="sCR"),
    5: Text(zh="CR", en="CR"),
    4: Text(zh="VGPR", en="VGPR"),
    3: Text(zh="PR", en="PR"),
    2: Text(zh="MR", en="MR"),
    1: Text(zh="SD", en="SD"),
    0: Text(zh="PD", en="PD"),
}


def patients_of(folder: Path, arm: str, days: float, first: int) -> VirtualPatients:
    """Return some patients of an arm from number ``first`` on. Raises NotFoundError."""
    table = _table(folder, arm)
    rows = table.slice(first, MOST).to_pylist()
    return VirtualPatients(
        arm=arm, all=table.num_rows, days=days, rows=tuple(_row(one) for one in rows)
    )


def patients_file(folder: Path, arms: tuple[str, ...], form: TableForm) -> bytes:
    """Return all patients of all arms, the arm in the first column. Raises NotFoundError."""
    import pyarrow as pa  # noqa: PLC0415  (half a second; only for files)

    parts = []
    for arm in arms:
        table = _table(folder, arm)
        own = pa.array([arm] * table.num_rows, type=pa.string())
        parts.append(table.add_column(0, "arm", own))
    whole = pa.concat_tables(parts, promote_options="default")
    kept = BytesIO()
    if form == "csv":
        from pyarrow import csv  # noqa: PLC0415  (likewise)

        csv.write_csv(whole, kept)
    else:
        import pyarrow.parquet as pq  # noqa: PLC0415  (likewise)

        pq.write_table(whole, kept)
    return kept.getvalue()


def arm_table(folder: Path, arm: str) -> PatientTable:
    """Return all patients of an arm as the loop counts them. Raises NotFoundError."""
    table = _table(folder, arm)
    columns = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    return patient_table(columns, arm=arm)


def _table(folder: Path, arm: str) -> "pa.Table":
    import pyarrow as pa  # noqa: PLC0415  (half a second; only for files)
    import pyarrow.parquet as pq  # noqa: PLC0415  (likewise)

    paths = sorted((folder / f"arm-{arm}").glob("patients-*.parquet"))
    if not paths or not arm.replace("-", "").replace(".", "").isalnum():
        raise NotFoundError(
            what=Text(zh="没有这一组的患者表", en="There is no table of this arm's patients"),
            where="arm",
            found=arm[:60],
            do=Text(
                zh="患者表保存在数据文件夹中；若已不在，用同一方案再运行一次，结果相同",
                en="tables lie in the folder of the data; where it is gone, run the same plan"
                " again: it gives the same",
            ),
        )
    return pa.concat_tables([pq.read_table(path) for path in paths], promote_options="default")


def _row(one: dict[str, Any]) -> VirtualPatientRow:
    return VirtualPatientRow(
        patient=int(one["patient"]),
        status=str(one["status"]),
        crs=_grade(one.get("crs_max")),
        crs_day=_day(one.get("crs_day")),
        icans=_grade(one.get("icans_max")),
        response=_RESPONSES.get(int(one.get("best_response", -1))),
        progression_day=_day(one.get("progression_day")),
        death_day=_day(one.get("death_day")),
    )


def _grade(value: Any) -> int | None:
    return None if value is None or value < 0 else int(value)


def _day(value: Any) -> float | None:
    return float(value) if value is not None and isfinite(value) else None
