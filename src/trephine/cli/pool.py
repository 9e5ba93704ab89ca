"""``trephine pool FILE``: pool a table of studies."""

import argparse
import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.places import SUFFIXES, check_places, write_text
from trephine.core.error import InputError
from trephine.core.text import Language, Text

if TYPE_CHECKING:
    from trephine.core.estimate import Estimate
    from trephine.evidence.meta import Meta

# Up to so many studies the answer is there sooner than compiled kernels could be loaded (1.2 s):
# by inverse variance, by exact likelihood (0.01 s a study), in a report (30 studies take 16 s).
_FEW, _FEW_EXACT, _FEW_IN_REPORT = 1500, 120, 20

STYLES = ("cma", "jama", "revman")
SORTS = ("given", "estimate", "weight", "label", "n")

_HELP = {
    "about": Text(
        zh="合并一张研究表。单臂计数(xi ni)默认用精确似然,旁边给出 logit 随机效应模型。",
        en="Pool a table of studies. Counts of one arm (xi ni) are pooled by their exact"
        " likelihood, the logit random-effects model beside it.",
    ),
    "file": Text(zh="CSV、TSV 或 XLSX 文件", en="a CSV, TSV or XLSX file"),
    "measure": Text(
        zh="效应量: PR PLN PLO PAS PFT IR IRLN … OR RR RD MD SMD … GEN",
        en="effect measure: PR PLN PLO PAS PFT IR IRLN ... OR RR RD MD SMD ... GEN",
    ),
    "method": Text(
        zh="估计方法: EE DL HE HS SJ PM EB ML REML …(默认 REML),或 exact",
        en="estimator: EE DL HE HS SJ PM EB ML REML ... (default REML), or exact",
    ),
    "test": Text(
        zh="检验: z t knha adhoc kr(默认 knha)", en="test: z t knha adhoc kr (default knha)"
    ),
    "level": Text(zh="置信水平,百分数", en="confidence level in percent"),
    "pi": Text(zh="预测区间的方法(默认 riley)", en="prediction interval (default riley)"),
    "map": Text(
        zh="列名对应,如 --map xi=缓解,ni=例数", en="columns by name: --map xi=events,ni=total"
    ),
    "label": Text(zh="研究名称所在的列", en="the column of study names"),
    "by": Text(zh="按此列分亚组", en="subgroups by this column"),
    "cc": Text(zh="连续性校正的加数(默认不加)", en="continuity correction (none by default)"),
    "cc_to": Text(
        zh="校正加给谁: only0 all if0all", en="who gets the correction: only0 all if0all"
    ),
    "sheet": Text(zh="工作表名", en="the sheet of a workbook"),
    "encoding": Text(zh="文件编码", en="the file's encoding"),
    "delimiter": Text(zh="分隔符", en="the delimiter"),
    "decimal": Text(zh="小数点", en="the decimal mark"),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "report": Text(zh="写出报告: .html .docx .pdf", en="write the report: .html, .docx or .pdf"),
    "figure": Text(
        zh="写出森林图: .svg .pdf .png .tiff .docx",
        en="write the forest plot: .svg .pdf .png .tiff .docx",
    ),
    "style": Text(
        zh="森林图样式: cma(中华系列)jama revman", en="style of the forest plot: cma jama revman"
    ),
    "sort": Text(
        zh="森林图排序: given estimate weight label n",
        en="order of the forest plot: given estimate weight label n",
    ),
    "script": Text(
        zh="写出可复现的脚本: .py .R .do", en="write a script that reproduces it: .py .R .do"
    ),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine pool", description=told["about"], language=language)
    p.add_argument("file", help=told["file"])
    for name in ("measure", "method", "label", "by", "sheet", "encoding", "delimiter"):
        p.add_argument(f"--{name}", help=told[name])
    p.add_argument("--decimal", choices=(".", ","), help=told["decimal"])
    p.add_argument("--test", help=told["test"])
    p.add_argument("--level", type=float, default=95.0, help=told["level"])
    p.add_argument("--pi", help=told["pi"])
    p.add_argument("--map", action="append", default=[], help=told["map"])
    p.add_argument("--cc", type=float, default=0.0, help=told["cc"])
    p.add_argument("--cc-to", default=None, help=told["cc_to"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--style", choices=STYLES, default="cma", help=told["style"])
    p.add_argument("--sort", choices=SORTS, default="given", help=told["sort"])
    for name in ("report", "figure", "script"):
        p.add_argument(f"--{name}", type=Path, help=told[name])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Pool the table that the arguments name; print the answer, write what was asked for."""
    asked = parser(language).parse_args(arguments)
    check_places({name: getattr(asked, name) for name in SUFFIXES}, asked.file)
    from trephine.evidence.reading.names import mapping_of  # noqa: PLC0415  (loads no kernel)
    from trephine.evidence.table import read_table  # noqa: PLC0415  (loads no kernel)

    reading = {name: getattr(asked, name) for name in ("sheet", "encoding", "delimiter", "decimal")}
    table = read_table(
        asked.file, **{name: value for name, value in reading.items() if value is not None}
    )
    exact = (asked.method or "").lower() in {"exact", "glmm"}
    few = _FEW if (asked.measure or asked.method) and not exact else _FEW_EXACT
    if table.k <= (_FEW_IN_REPORT if asked.report else few):
        from trephine.evidence.kernel import mode  # noqa: PLC0415  (before any kernel)

        if not mode.is_decided():
            mode.interpret()
    from trephine.evidence.meta import meta  # noqa: PLC0415  (after the choice above)

    found = meta(
        table,
        asked.measure,
        model="exact" if exact else None,
        method=None if exact else asked.method,
        test=asked.test or "knha",
        level=asked.level,
        pi=asked.pi or "riley",
        by=asked.by,
        label=asked.label,
        mapping=mapping_of(",".join(asked.map)) if asked.map else None,
        cc=asked.cc,
        cc_to=asked.cc_to or ("only0" if asked.cc else "none"),
    )
    if found.estimate.model:
        _check_exact(asked, found.estimate.model)
    written = _write(asked, found, language)
    if asked.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        from trephine.reports.pooled_text import pooled_text  # noqa: PLC0415  (not for JSON)

        print(pooled_text(found, language))
    for path in written:
        print(path, file=sys.stderr)
    return 0


def _check_exact(asked: argparse.Namespace, model: str) -> None:
    """Refuse options of the normal model where counts were pooled by their likelihood."""
    given = {name: getattr(asked, name) for name in ("test", "pi", "cc", "cc_to")}
    idle = [f"--{name.replace('_', '-')} {value}" for name, value in given.items() if value]
    if idle:
        raise InputError(
            what=Text(
                zh="精确似然模型没有这些选项", en="The exact likelihood does not have these options"
            ),
            where=f"trephine pool ({model})",
            found=", ".join(idle),
            do=Text(
                zh="请去掉这些选项，或用 --measure PLO 改用正态模型",
                en="Leave them out, or ask for the normal model with --measure PLO, say",
            ),
        )


def as_json(found: "Meta") -> dict[str, Any]:
    """Return the analysis as plain values: the field's keys at the top, others beside them."""
    out = _plain(found.estimate)
    own = [
        {"kind": c.kind, "zh": c.text.zh, "en": c.text.en, "studies": list(c.studies)}
        for c in found.cautions
    ]
    out["cautions"] += [one for one in own if one not in out["cautions"]]
    if found.beside:
        out["beside"] = [_plain(other) for other in found.beside]
    if found.subgroups is not None:
        by = found.subgroups
        out["by"] = found.by
        out["groups"] = {one.level: _plain(one.estimate) for one in by.subgroups}
        out["between"] = {"Q": _number(by.Q_between), "df": by.Q_df, "p": _number(by.Qp)}
    return out


def _plain(estimate: "Estimate") -> dict[str, Any]:
    plain: dict[str, Any] = _without_nan(estimate.as_dict())
    return plain


def _without_nan(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nan(one) for key, one in value.items()}
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    return value


def _write(asked: argparse.Namespace, found: "Meta", language: Language) -> list[Path]:
    written = []
    if asked.figure:
        from trephine.reports.forest_file import forest_file  # noqa: PLC0415  (on demand)

        written.append(
            forest_file(found, asked.figure, language, style=asked.style, sort=asked.sort)
        )
    if asked.report:
        from trephine.reports.analysis_report import analysis_report  # noqa: PLC0415  (on demand)
        from trephine.reports.write import write  # noqa: PLC0415  (on demand)

        written.append(write(analysis_report(found), asked.report, language))
    if asked.script:
        from trephine.reports.script_of import script_of  # noqa: PLC0415  (on demand)

        write_text(asked.script, script_of(found, asked.script.suffix))
        written.append(asked.script)
    return written
