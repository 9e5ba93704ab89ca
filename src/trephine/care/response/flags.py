"""flags: what a person should see beside the level."""

from trephine.care.response.answer import ResponseFlag
from trephine.care.response.before import Before
from trephine.care.response.disease import Disease
from trephine.care.response.grade import Graded
from trephine.care.response.options import ResponseOptions
from trephine.care.response.progression import escaped
from trephine.care.response.seen import Seen
from trephine.care.response.wording import name
from trephine.core.response import Level, ResponseCriteria
from trephine.core.text import Text

# Fields of a visit whose component goes by another code.
_CODES = {"marrow_pc": "bm_pc", "spd": "plasmacytoma_spd", "lambda_": "lambda"}
_ALERTS = {
    "light_chain_escape": Text(
        zh="游离轻链升高达到 PD 的幅度，而血清或尿 M 蛋白可测量：警惕轻链逃逸",
        en="light chains rose as in progression though serum or urine is measurable: "
        "think of light-chain escape",
    ),
    "antibody_interference": Text(
        zh="治疗性抗体可能干扰免疫固定电泳：用去除干扰的方法复查",
        en="a therapeutic antibody may show on immunofixation: repeat with a way around it",
    ),
    "ife_negative_with_m_protein": Text(
        zh="免疫固定电泳阴性而测得 M 蛋白：核对",
        en="immunofixation is negative though M-protein was measured: check",
    ),
    "lesion_count_unknown": Text(
        zh="SPD 升高按多于一个病灶计；病灶数未知，须核对",
        en="the SPD rise was taken as that of more than one lesion; the count is not known: check",
    ),
    "short_axis_unknown": Text(
        zh="病灶最长径升高，但原短径未知，不能判断",
        en="the longest diameter rose; its former short axis is not known, so it was not judged",
    ),
}


def flags_of(
    seen: Seen,
    held: Before,
    graded: Graded,
    disease: Disease,
    criteria: ResponseCriteria,
    options: ResponseOptions,
) -> tuple[ResponseFlag, ...]:
    """Return the flags of one visit."""
    day, visit = seen.day, seen.visit
    found = _unusable(seen)
    found += [_blocked(code, day) for code in graded.blocked]
    negative = "negative" in {visit.serum_ife, visit.urine_ife}
    band = (
        visit.serum_ife == "negative"
        and options.serum_m_by_immunoglobulin == "not_used"
        and bool(seen.serum)
    ) or (visit.urine_ife == "negative" and bool(seen.urine))
    size = held.diameter
    raised = {
        "light_chain_escape": escaped(seen, held, disease, criteria),
        "antibody_interference": bool(visit.antibody_interference),
        "ife_negative_with_m_protein": negative and band,
        "lesion_count_unknown": held.lesions is None
        and any(one.code == "plasmacytoma_spd" for one in graded.progression),
        "short_axis_unknown": bool(
            size
            and size.nadir
            and held.axis is None
            and criteria.diameter_rise.met((size.value - size.nadir) * 100 / size.nadir)
        ),
    }
    found += [
        ResponseFlag(code=f"alert:{code}", text=_ALERTS[code], day=day)
        for code, true in raised.items()
        if true
    ]
    if graded.level == "NE":
        found += [
            ResponseFlag(
                code=f"alert:pd_criterion_not_judged:{one.code}",
                text=Text(
                    zh=f"没有可测量病灶，但有进展所见：{one.text.zh}",
                    en=f"no measurable disease, yet a finding of progression: {one.text.en}",
                ),
                day=day,
            )
            for one in graded.progression
        ]
    if visit.clinical_relapse:
        signs = ", ".join(visit.clinical_relapse)
        found.append(
            ResponseFlag(
                code="clinical_relapse",
                text=Text(
                    zh=f"医师判断临床复发（{signs}）：不计入 PFS，可另行报告",
                    en=f"clinical relapse by the clinician ({signs}): not counted for "
                    "progression-free survival, reported beside it",
                ),
                day=day,
            )
        )
    found += [
        _mrd(test.method, graded.level, day) for test in seen.mrd if _early(test.result, graded)
    ]
    return tuple(found)


def disease_flags(baseline: Seen, disease: Disease) -> tuple[ResponseFlag, ...]:
    """Return what the baseline leaves open."""
    found = _unusable(baseline)
    found += [
        ResponseFlag(
            code=f"baseline_unknown:{one}",
            text=Text(zh=f"基线未查{name(one).zh}", en=f"{name(one).en}: not done at baseline"),
        )
        for one in disease.unknown
    ]
    if disease.plasmacytoma is None:
        found.append(
            ResponseFlag(
                code="baseline_unknown:plasmacytoma",
                text=Text(
                    zh="基线有无软组织浆细胞瘤未知",
                    en="whether there was a soft-tissue plasmacytoma at baseline is not known",
                ),
            )
        )
    if disease.kind == "none":
        found.append(
            ResponseFlag(
                code="no_measurable_disease",
                text=Text(zh="基线没有可测量病灶", en="nothing was measurable at baseline"),
            )
        )
    return tuple(found)


def _unusable(seen: Seen) -> list[ResponseFlag]:
    """Return what was written and cannot be used: without a unit, or twice and differing."""
    visit, day = seen.visit, seen.day
    found = [
        _named("missing_unit", one, day, "无单位，不予采用", "has no unit and is not used")
        for one in visit.unit_missing
    ]
    found += [
        _named("data_conflict", one, day, "同日结果不同", "differs within the day")
        for one in visit.conflict
    ]
    return found


def _early(result: str, graded: Graded) -> bool:
    return result == "negative" and graded.level not in {"CR", "sCR"}


def _mrd(method: str, level: Level, day: int) -> ResponseFlag:
    return ResponseFlag(
        code=f"mrd_neg_without_CR:d{day}",
        text=Text(
            zh=f"第 {day} 天 MRD 阴性（{method}），当时为 {level}：单独报告；IMWG MRD 阴性须达 CR",
            en=f"MRD negative ({method}) on day {day} in {level}: reported on its own; "
            "IMWG MRD negativity needs CR",
        ),
        day=day,
    )


def _named(kind: str, field: str, day: int, zh: str, en: str) -> ResponseFlag:
    label = name(field)
    return ResponseFlag(
        code=f"{kind}:{_CODES.get(field, field)}@{day}",
        text=Text(zh=f"第 {day} 天 {label.zh}{zh}", en=f"day {day}: {label.en} {en}"),
        day=day,
    )


def _blocked(code: str, day: int) -> ResponseFlag:
    level, _, item = code.partition(":")
    wanted = level.removesuffix("_blocked")
    item = item.removesuffix("_missing").removesuffix("_interference")
    label = name({"bone_marrow": "bm_pc", "imaging": "plasmacytoma_spd"}.get(item, item))
    if level == "blocked":
        text = Text(
            zh=f"必需的{label.zh}未知：不可评估",
            en=f"{label.en} is required and not known: not evaluable",
        )
    else:
        text = Text(
            zh=f"{label.zh}未知，不能判定 {wanted}，取下一级",
            en=f"{label.en} not known: {wanted} cannot be given, the next lower level stands",
        )
    return ResponseFlag(code=code, text=text, day=day)
