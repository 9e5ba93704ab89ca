"""COLUMNS: what the table of a virtual trial's patients may hold, one value a patient."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.text import Text

ColumnKind = Literal["number", "grade", "flag", "count", "day", "words"]
# The numpy type of each kind, and what stands for "not known" in it.
TYPES: dict[ColumnKind, str] = {
    "number": "float64",
    "grade": "int8",
    "flag": "int8",
    "count": "int64",
    "day": "float64",
    "words": "str",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientColumn:
    """One column: its name, kind and meaning.

    Kinds: ``day`` float64, days from the infusion, NaN for never (an event) or not known;
    ``grade`` int8, -1 not known, 0 none; ``flag`` int8, 1, 0, -1 not known; ``count`` int64, -1 not
    known; ``number`` float64, NaN not known; ``words`` text. ``needed``: a table without it is
    refused; of the others, the endpoints that rest on a missing one are left out and named.
    """

    name: str
    kind: ColumnKind
    meaning: Text
    needed: bool = False


def _column(
    name: str, kind: ColumnKind, zh: str, en: str, *, needed: bool = False
) -> PatientColumn:
    return PatientColumn(name=name, kind=kind, meaning=Text(zh=zh, en=en), needed=needed)


COLUMNS: tuple[PatientColumn, ...] = (
    _column("patient", "count", "患者编号", "the patient's number", needed=True),
    _column(
        "status", "words", "ok，否则为失败原因", "ok, or why the run of this patient failed",
        needed=True,
    ),
    _column(
        "last_day", "day", "最后一次知其存活之日；死亡者为死亡之日",
        "last day on which the patient was known to live; the day of death of those who died",
        needed=True,
    ),
    _column("death_day", "day", "死亡之日", "day of death", needed=True),
    _column("death_cause", "words", "死因，空为未死亡", "cause of death, empty for the living"),
    _column("dropped_day", "day", "失访之日", "day of dropping out"),
    _column("new_therapy_day", "day", "下一种抗骨髓瘤治疗开始之日",
            "day on which the next anti-myeloma therapy began"),
    _column("measurable", "flag", "基线血清、尿或轻链可测量",
            "serum, urine or light chains measurable at baseline"),
    _column("by_marrow", "flag", "只有骨髓可测量", "nothing but the marrow was measurable"),
    _column("best_response", "grade", "进展前最佳确认疗效：sCR 6 至 PD 0，NE -1",
            "best confirmed response before progression: sCR 6 to PD 0, NE -1"),
    _column("response_day", "day", "首次 PR 或更好（经确认）之日",
            "first day of a confirmed PR or better"),
    _column("cr_day", "day", "首次 CR 或更好（经确认）之日",
            "first day of a confirmed CR or better"),
    _column("progression_day", "day", "IMWG 进展（经确认）的首日",
            "first day of confirmed progression by IMWG"),
    _column("last_visit_day", "day", "最后一次可评估的病情评估之日",
            "day of the last assessment of the disease that could be judged"),
    _column("mrd_tested", "flag", "查过残留病", "residual disease was looked for"),
    _column("mrd_negative", "flag", "残留病 10⁻⁵ 阴性", "residual disease negative at 1 in 10⁵"),
    _column("mrd_day", "day", "残留病首次阴性之日", "first day of negative residual disease"),
    _column("mrd_in_cr", "flag", "CR 时残留病阴性（IMWG）",
            "residual disease negative in CR, as IMWG asks"),
    _column("mrd_in_cr_day", "day", "其首日", "its first day"),
    _column("crs_max", "grade", "CRS 最高级别", "highest grade of CRS"),
    _column("crs_day", "day", "CRS 首日", "first day of CRS"),
    _column("crs_days", "number", "CRS 天数", "days with CRS"),
    _column("icans_max", "grade", "ICANS 最高级别", "highest grade of ICANS"),
    _column("icans_day", "day", "ICANS 首日", "first day of ICANS"),
    _column("icans_days", "number", "ICANS 天数", "days with ICANS"),
    _column("tocilizumab_doses", "count", "托珠单抗次数", "doses of tocilizumab"),
    _column("steroid_days", "number", "使用糖皮质激素的天数", "days with a corticosteroid"),
    _column("icu", "flag", "曾入重症监护", "was in intensive care"),
    _column("anc_grade", "grade", "输注后中性粒细胞减少最高级别（CTCAE）",
            "highest grade of neutropenia after infusion (CTCAE)"),
    _column("wbc_grade", "grade", "输注后白细胞减少最高级别",
            "highest grade of leukopenia after infusion"),
    _column("alc_grade", "grade", "输注后淋巴细胞减少最高级别",
            "highest grade of lymphopenia after infusion"),
    _column("platelet_grade", "grade", "输注后血小板减少最高级别",
            "highest grade of thrombocytopenia after infusion"),
    _column("anemia_grade", "grade", "输注后贫血最高级别",
            "highest grade of anaemia after infusion"),
    _column("anc_grade_d30", "grade", "第 30 天中性粒细胞减少级别",
            "grade of neutropenia on day 30"),
    _column("platelet_grade_d30", "grade", "第 30 天血小板减少级别",
            "grade of thrombocytopenia on day 30"),
    _column("anemia_grade_d30", "grade", "第 30 天贫血级别", "grade of anaemia on day 30"),
    _column("infection_any", "flag", "发生感染", "had an infection"),
    _column("infection_serious", "flag", "发生 3 级及以上感染",
            "had an infection of grade 3 or more"),
    _column("igg_low", "flag", "IgG 曾低于替代治疗界值",
            "IgG was below the limit for replacement"),
)  # fmt: skip
BY_NAME = {one.name: one for one in COLUMNS}
OK = "ok"
