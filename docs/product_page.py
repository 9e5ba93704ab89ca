# ruff: noqa: INP001  (a module beside the pages)
"""Products and lymphodepletion: doses, regimens and what each preset sets, with their marks."""

from page_text import joined, mark, place, plain, table

from trephine import library
from trephine.core.product import CellDose, ParameterChange, Product
from trephine.core.regimen import Regimen
from trephine.core.text import Language, Text

_BINDER: dict[str, Text] = {
    "camelid": Text(zh="骆驼科", en="camelid"),
    "human": Text(zh="全人源", en="human"),
    "humanised": Text(zh="人源化", en="humanised"),
    "murine": Text(zh="鼠源", en="murine"),
    "not stated": Text(zh="未写明", en="not stated"),
}
_W: dict[str, Text] = {
    "products": Text(zh="产品", en="Products"),
    "regimens": Text(zh="预处理", en="Lymphodepletion"),
    "strengths": Text(zh="各药的强度", en="How strongly each drug counts"),
    "sets": Text(zh="预设所设定", en="What the presets set"),
    "study": Text(zh="共识表 1：{0}", en="table 1 of the consensus: {0}"),
    "companion": Text(zh="同日另输 {0}", en="infused on the same day with {0}"),
    "split": Text(zh="分 {0} 次，第 {1} 天，份额 {2}", en="in {0} parts, days {1}, shares {2}"),
    "per": Text(zh="每 {0} 计 {1}", en="{1} for each {0}"),
    "none": Text(zh="不给", en="not given"),
    "design": Text(zh="（设计）", en="(design)"),
}
_HEADS = {
    "product": {
        "en": ("product", "is", "binder, costimulation", "dose", "regimen", "population", "note"),
        "zh": ("产品", "名称", "结合域、共刺激域", "剂量", "预处理", "人群", "说明"),
    },
    "sets": {"en": ("product", "sets", "why"), "zh": ("产品", "设定", "理由")},
    "regimen": {
        "en": ("regimen", "product", "drugs", "total", "where from"),
        "zh": ("方案", "产品", "药物", "合计", "出处"),
    },
    "strength": {"en": ("drug", "counts", "where from"), "zh": ("药物", "计为", "出处")},
}
_SIGNS = {"set": "=", "times": "×", "plus": "+"}


def product_page(language: Language) -> list[str]:
    """Return the paragraphs of the page below its title and passage."""
    products = library.products()
    mixes = list(dict.fromkeys(one.mixes[language] for one in products))
    return [
        "\n".join(f"- {plain(one)}" for one in mixes),
        f"## {_W['products'][language]}",
        table(_HEADS["product"][language], [_product(one, language) for one in products]),
        f"## {_W['sets'][language]}",
        table(_HEADS["sets"][language], [_sets(one, language) for one in products]),
        f"## {_W['regimens'][language]}",
        table(
            _HEADS["regimen"][language],
            [_regimen(one, language) for one in library.lymphodepletions()],
        ),
        f"### {_W['strengths'][language]}",
        table(
            _HEADS["strength"][language],
            [
                [plain(drug), f"{share:.4g}", mark(why, language)]
                for drug, (share, why) in library.strengths().items()
            ],
        ),
    ]


def _binder(name: str, language: Language) -> str:
    return _BINDER[name][language] if name in _BINDER else name


def _product(one: Product, language: Language) -> list[str]:
    notes = [plain(note[language]) for note in one.notes]
    if one.studies:
        notes.insert(0, _W["study"][language].format(joined(one.studies, language)))
    if one.companion:
        notes.append(_W["companion"][language].format(f"`{one.companion}`"))
    return [
        f"`{one.id}`",
        plain(one.label[language]),
        plain(f"{_binder(one.binder, language)}, {' + '.join(one.costimulation)}"),
        _dose(one.dose, language),
        f"`{one.regimen}`",
        f"`{one.population}`" if one.population else _W["design"][language],
        "<br>".join(notes),
    ]


def _dose(one: CellDose, language: Language) -> str:
    unit = "/kg" if one.unit.endswith("/kg") else ""
    told = [plain(one.printed), f"→ {one.value / 1e6:.4g}·10⁶{unit}", mark(one.mark, language)]
    if len(one.fractions) > 1:
        told.append(
            _W["split"][language].format(
                len(one.fractions),
                joined((f"{day:g}" for day, _ in one.fractions), language),
                joined((f"{share:g}" for _, share in one.fractions), language),
            )
        )
    return "<br>".join(told)


def _sets(one: Product, language: Language) -> list[str]:
    reasons = list(dict.fromkeys(mark(change.mark, language) for change in one.changes))
    return [
        f"`{one.id}`",
        joined((_change(change) for change in one.changes), language),
        "<br>".join(reasons),
    ]


def _change(one: ParameterChange) -> str:
    return f"`{one.parameter}` {_SIGNS[one.operation]} {one.value:g}"


def _regimen(one: Regimen, language: Language) -> list[str]:
    drugs, total = [], 0.0
    for drug in one.drugs:
        if not drug.given or drug.dose is None:
            drugs.append(f"{drug.label[language]}: {_W['none'][language]}")
            continue
        days = joined((str(day) for day in drug.days), language)
        drugs.append(f"{plain(drug.label[language])} {drug.dose:g} {drug.unit}: {days}")
        # A dose per kg depends on the patient: shown for 70 kg and 1.8 m2.
        area = drug.dose * 70 / 1.8 if drug.unit == "mg/kg" else drug.dose
        total += drug.strength * area * len(drug.days)
    return [
        f"`{one.id}`",
        plain(one.product),
        "<br>".join(drugs),
        f"{total:.2f}",
        mark(one.mark, language) if not one.study else place(one.mark.locator, language),  # type: ignore[union-attr]
    ]
