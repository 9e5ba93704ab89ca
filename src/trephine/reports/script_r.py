"""An Analysis as an R script that uses metafor."""

import trephine
from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.reports.analysis import Analysis, Extra
from trephine.reports.quoting import comment, listed, number, r_text

# measures that metafor's escalc computes from the same columns by the same formula
_TWO_BY_TWO = frozenset({"OR", "RR", "RD", "AS", "PETO"})
_TWO_RATES = frozenset({"IRR", "IRD", "IRSD"})
_COUNTS = (
    frozenset({"PR", "PLN", "PLO", "PAS", "PFT", "IR", "IRLN", "IRS", "IRFT"})
    | _TWO_BY_TWO
    | _TWO_RATES
)
_MEANS = frozenset({"MN", "MNLN", "MD", "SMD", "SMDH", "VR", "COR", "UCOR", "ZCOR"})
# by the bias-corrected formula in metafor 5, without the correction in older ones
_BY_VERSION = frozenset({"ROM", "CVR"})
_LOGS = ("IRLN", "MNLN", "MEDLN", "OR", "RR", "PETO", "IRR", "HR", "ROM", "VR", "CVR")
_TRANSFORMATIONS = {
    **dict.fromkeys(
        ["PLN", "IRLN", "MNLN", "MEDLN", "OR", "RR", "PETO", "IRR", "HR", "ROM", "VR", "CVR"],
        "transf = exp",
    ),
    "PLN": "transf = function(x) pmin(exp(x), 1)",
    "PLO": "transf = transf.ilogit",
    "PAS": "transf = transf.iarcsin",
    "PFT": "transf = transf.ipft.hm, targs = list(ni = dat$ni)",
    "IRS": "transf = transf.isqrt",
    "IRFT": "transf = transf.iirft, targs = 1 / mean(1 / dat$ti)",
    "ZCOR": "transf = transf.ztor",
}
_METHODS = frozenset({"EE", "FE", "CE", "DL", "HE", "HS", "HSk", "SJ", "DLIT", "SJIT"}) | frozenset(
    {"PM", "PMM", "EB", "ML", "REML", "GENQ", "GENQM"}
)
_INTERVALS = {"riley": "riley", "simple": "simple", "test": "default"}

_SHOW = """
# Figures with 15 digits, as JSON.
num <- function(x) ifelse(is.finite(x), sprintf("%.15g", x), "null")
arr <- function(x) paste0("[", paste(num(as.numeric(x)), collapse = ", "), "]")
one <- function(x) if (is.null(x) || length(x) == 0) NA_real_ else as.numeric(x)[1]
obj <- function(...) {
  x <- c(...)
  paste0("{", paste(sprintf('"%s": %s', names(x), num(x)), collapse = ", "), "}")
}
"""

_REGRESSION = """\
regression <- paste0('{"estimate": ', arr(reg$beta), ', "se": ', arr(reg$se),
  ', "QM": ', num(one(reg$QM)), ', "tau2": ', num(reg$tau2), '}')
"""
_SUBGROUPS = """\
subgroups <- paste0('{"estimate": ', arr(sapply(by, function(x) x$beta)),
  ', "se": ', arr(sapply(by, function(x) x$se)),
  ', "tau2": ', arr(sapply(by, function(x) x$tau2)), '}')
"""
# by extra: R code and the variable that holds the result; code first
_EXTRAS: dict[Extra, tuple[str, str]] = {
    "leave-one-out": ("loo <- arr(leave1out(res)$estimate)\n", "loo"),
    "cumulative": ("cum <- arr(cumul(res)$estimate)\n", "cum"),
    "egger": (
        """\
egger <- regtest(res, model = "lm", predictor = "sei")
egger <- obj(stat = one(egger$zval), df = one(egger$ddf), pval = one(egger$pval))
""",
        "egger",
    ),
    "begg": (
        """\
begg <- ranktest(res)
begg <- obj(tau = one(begg$tau), pval = one(begg$pval))
""",
        "begg",
    ),
    "trim-and-fill": (
        """\
filled <- trimfill(res, estimator = "L0")
filled <- obj(k0 = filled$k0, estimate = one(filled$beta), se = one(filled$se))
""",
        "filled",
    ),
}


def r_script(analysis: Analysis) -> str:
    """Return the R script; raises MethodError for what metafor does not have."""
    _check(analysis)
    parts = [_head(analysis), _frame(analysis)]
    if analysis.model:
        parts.append(_exact(analysis))
    else:
        parts.append(_pool(analysis))
    parts.append(_SHOW)
    parts.append(_print(analysis))
    return "\n".join(parts)


def _check(a: Analysis) -> None:
    lacks = ""
    if not a.model and a.method not in _METHODS:
        lacks = f"method {a.method}"
    elif a.test not in {"z", "t", "knha", "adhoc"}:
        lacks = f"test {a.test}"
    elif not a.model and a.pi not in {*_INTERVALS, "none", ""}:
        lacks = f"prediction interval {a.pi}"
    elif a.pi == "simple" and a.test != "z":
        lacks = f"prediction interval simple by the distribution of the test {a.test}"
    if lacks:
        raise MethodError(
            what=Text(zh="R 的 metafor 没有这一方法", en="R's metafor does not have this"),
            where="script, r",
            found=lacks,
            do=Text(
                zh="换用 metafor 具有的方法，或使用 Python 脚本",
                en="Choose what metafor has, or use the Python script",
            ),
        )


def _head(a: Analysis) -> str:
    title = f"# {comment(a.title.en)} / {comment(a.title.zh)}\n" if a.title else ""
    return (
        f"{title}# Repeats in R what Trephine {trephine.__version__} reported. Needs the package "
        "metafor.\n# UTF-8. Run:  Rscript --encoding=UTF-8 FILE.R   or   "
        'source("FILE.R", encoding = "UTF-8")\n'
        "suppressPackageStartupMessages(library(metafor))\n"
    )


def _values(values: tuple[float | str, ...]) -> str:
    said = [r_text(v) if isinstance(v, str) else number(v, "NA") for v in values]
    return f"c({listed(said, indent='    ')})"


def _frame(a: Analysis) -> str:
    """Return the data frame, with yi and vi if escalc cannot make them, else its call."""
    columns = dict(a.columns)
    given = "yi" in columns
    made = a.measure.upper() in _COUNTS | _MEANS and not given and "medi" not in columns
    fields = [f"  study = {_values(a.labels)}"]
    if not made and not a.model:
        found = a.measured()
        columns = {"yi": tuple(found.yi.tolist()), "vi": tuple(found.vi.tolist())}
    fields += [f"  {name} = {_values(values)}" for name, values in columns.items()]
    if a.subgroup:
        fields.append(f"  subgroup = {_values(a.subgroup)}")
    for index, values in enumerate(a.moderators.values(), start=1):
        fields.append(f"  m{index} = {_values(values)}")
    names = "".join(
        f"# m{index} is {comment(name)}\n" for index, name in enumerate(a.moderators, start=1)
    )
    text = (
        f"{names}dat <- data.frame(\n" + ",\n".join(fields) + ",\n  stringsAsFactors = FALSE\n)\n"
    )
    if a.model:
        return text
    if not made:
        why = (
            "" if given else "# yi and vi as Trephine computed them: escalc has no such measure.\n"
        )
        if a.measure.upper() in _BY_VERSION:
            why = (
                "# yi and vi as Trephine computed them, with bias correction: escalc applies it "
                "from metafor 5 on.\n"
            )
        return f'{text}{why}dat <- escalc(measure = "GEN", yi = yi, vi = vi, data = dat)\n'
    options = [f"{name} = {name}" for name in a.columns]
    if a.measure.upper() in _COUNTS:
        options.append(f'add = {number(a.cc, "NA")}, to = "{a.cc_to}"')
    if a.measure.upper() in _TWO_BY_TWO | _TWO_RATES:
        options.append(f"drop00 = {'TRUE' if a.drop00 else 'FALSE'}")
    return (
        f'{text}dat <- escalc(measure = "{a.measure.upper()}", {", ".join(options)}, data = dat)\n'
    )


def _pool(a: Analysis) -> str:
    mods = " + ".join(f"m{i}" for i in range(1, len(a.moderators) + 1))
    choices = (
        f'method = "{a.method}", test = "{a.test}", level = {number(a.level, "NA")}, '
        "control = tight"
    )
    if a.method.startswith("GENQ"):
        choices += ", weights = 1 / vi"
    text = (
        "# metafor stops iterating at absolute steps; here they are relative to the data.\n"
        "scale <- max(var(dat$yi, na.rm = TRUE), min(dat$vi[dat$vi > 0], na.rm = TRUE),\n"
        "             na.rm = TRUE)\n"
        "tight <- list(threshold = 1e-12 * scale, tol = 1e-12 * scale, maxiter = 10000,\n"
        "              tau2.max = max(100, 1000 * scale))\n"
        f"res <- rma(yi, vi, data = dat, slab = study, {choices})\n"
        "print(res)\n"
    )
    if mods:
        text += (
            f"reg <- rma(yi, vi, mods = ~ {mods}, data = dat, slab = study, {choices})\n"
            "print(reg)\n"
        )
    if a.subgroup:
        text += (
            'groups <- sort(unique(dat$subgroup), method = "radix")\n'
            "by <- lapply(groups, function(g)\n"
            f"  rma(yi, vi, data = dat[dat$subgroup == g, ], slab = study, {choices}))\n"
            'for (i in seq_along(groups)) { cat(groups[i], "\\n"); print(by[[i]]) }\n'
        )
    return text


def _exact(a: Analysis) -> str:
    measures = {"binomial-normal": "PLO", "poisson-normal": "IRLN"}
    measure = measures.get(a.model) or ("IRR" if "x1i" in a.columns else "OR")
    options = [f'measure = "{measure}"', *(f"{name} = {name}" for name in a.columns)]
    options += ["data = dat", "slab = study"]
    if a.model not in measures:
        options.append(f'model = "{a.model}"')
    if a.model in {"binomial-normal", "poisson-normal", "UM.FS"}:
        options.append("nAGQ = 25")
    method = "EE" if a.method.upper() in {"EE", "FE", "CE"} else "ML"
    test = "t" if a.test == "t" else "z"
    options.append(f'method = "{method}", test = "{test}", level = {number(a.level, "NA")}')
    needs = "BiasedUrn" if a.model == "CM.EL" else "lme4"
    laplace = (
        "# Here metafor integrates by Laplace's approximation, Trephine exactly: figures differ.\n"
        if a.model == "UM.RS"
        else ""
    )
    return (
        f"# Exact likelihood ({a.model}); rma.glmm needs the package {needs}.\n{laplace}"
        f"res <- rma.glmm({', '.join(options)})\nprint(res)\n"
    )


def _print(a: Analysis) -> str:
    if a.model:
        measure = {"binomial-normal": "PLO", "poisson-normal": "IRLN"}.get(a.model, "OR")
    else:
        measure = a.measure.upper()
    text = (
        "pooled <- obj(k = res$k, estimate = one(res$beta), se = one(res$se), "
        "ci_lb = one(res$ci.lb),\n  ci_ub = one(res$ci.ub), tau2 = res$tau2, I2 = res$I2, "
        "H2 = res$H2,\n"
    )
    text += (
        "  Q = one(res$QE.LRT), Qp = one(res$QEp.LRT))\n"
        if a.model
        else "  Q = res$QE, Qp = res$QEp)\n"
    )
    kind = _INTERVALS.get(a.pi, "")
    quoted = f', pi.type = "{kind}"' if kind and not a.model else ""
    transformation = _TRANSFORMATIONS.get(measure, "")
    text += (
        f"pred <- predict(res{quoted})\n"
        "scale <- obj(pi_lb = one(pred$pi.lb), pi_ub = one(pred$pi.ub))\n"
    )
    shown = ['"pooled": %s', '"prediction": %s']
    values = ["pooled", "scale"]
    if transformation:
        text += (
            f"nat <- predict(res{quoted}, {transformation})\n"
            "back <- obj(estimate = one(nat$pred), ci_lb = one(nat$ci.lb), "
            "ci_ub = one(nat$ci.ub),\n  pi_lb = one(nat$pi.lb), pi_ub = one(nat$pi.ub))\n"
        )
        shown.append('"back": %s')
        values.append("back")
    for extra, code, name in _extras(a):
        text += code
        shown.append(f'"{extra}": %s')
        values.append(name)
    form = "{" + ", ".join(shown) + "}\\n"
    return f"{text}cat(sprintf('{form}', {', '.join(values)}))\n"


def _extras(a: Analysis) -> list[tuple[str, str, str]]:
    """Return key, R lines and R variable of every further analysis asked for."""
    if a.model:
        return []
    out = []
    if a.moderators:
        out.append(("regression", _REGRESSION, "regression"))
    if a.subgroup:
        out.append(("subgroups", _SUBGROUPS, "subgroups"))
    return out + [(extra, *_EXTRAS[extra]) for extra in a.extras]
