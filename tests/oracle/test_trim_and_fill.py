"""Trim and fill against metafor's trimfill, on the data of the golden files."""

import math
import shutil
import subprocess

import pytest

from trephine.core.error import MethodError
from trephine.evidence.bias.trim_and_fill import trim_and_fill
from validation.metafor.compare._given import measured
from validation.metafor.ledger import Ledger

SETS = {
    "bin_bcg.json": "OR",
    "cont_normand1999_SMD.json": "SMD",
    "cor_molloy2014.json": "ZCOR",
    "gen_raudenbush1985.json": "SMD_given",
    "prop_debruin2009.json": "PLO",
}
CHOICES = (("REML", None), ("REML", "left"), ("REML", "right"), ("DL", None), ("EE", None))
# A tight, scale-free convergence for REML, in every fit: metafor's default is absolute, and some of
# its versions hand the control on by themselves and take it no second time.
R = """
suppressMessages(library(metafor))
sets <- %s
out <- lapply(sets, function(s) {
  y <- s$yi; v <- s$vi
  tight <- list(threshold = 1e-12 * mean(v), maxiter = 10000)
  if (s$method != "REML") tight <- list()
  f <- suppressWarnings(rma.uni(y, v, method = s$method, control = tight))
  given <- list(f, estimator = s$estimator)
  if (s$side != "") given$side <- s$side
  handed <- c(given, list(control = tight))
  r <- tryCatch({
    t <- tryCatch(do.call(trimfill, handed), error = function(e) do.call(trimfill, given))
    n <- length(y)
    c(t$k0, t$se.k0, if (is.na(t$p.k0)) -1 else t$p.k0, t$side == "right", c(t$beta), t$se,
      t$tau2, c(t$yi.f)[-seq_len(n)], c(t$vi.f)[-seq_len(n)])
  }, error = function(e) "error")
  paste(if (is.character(r)) r else sprintf("%%.15g", r), collapse = " ")
})
cat(unlist(out), sep = "\\n")
"""


def _vector(values) -> str:
    return "c(" + ", ".join(format(float(v), ".17g") for v in values) + ")"


def _cases():
    for file, wanted in SETS.items():
        studies = dict(measured(Ledger(file)))[wanted]
        for estimator in ("L0", "R0", "Q0"):
            for method, side in CHOICES:
                yield (file, method, estimator, side), studies


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_metafor_fills_the_same_studies(tmp_path):
    has = subprocess.run(
        [shutil.which("Rscript"), "-e", "cat(requireNamespace('metafor', quietly = TRUE))"],
        capture_output=True,
        text=True,
        check=True,
    )
    if "TRUE" not in has.stdout:
        pytest.skip("R has no metafor")
    cases = list(_cases())
    sets = ",\n".join(
        f'list(yi = {_vector(s.yi)}, vi = {_vector(s.vi)}, method = "{method}", '
        f'estimator = "{estimator}", side = "{side or ""}")'
        for (_, method, estimator, side), s in cases
    )
    script = tmp_path / "trimfill.R"
    script.write_text(R % f"list({sets})", encoding="utf-8")
    ran = subprocess.run(
        [shutil.which("Rscript"), str(script)], capture_output=True, text=True, check=True
    )
    lines = ran.stdout.strip().splitlines()
    assert len(lines) == len(cases)
    filled, refused = 0, 0
    for line, (where, studies) in zip(lines, cases, strict=True):
        _, method, estimator, side = where
        if line == "error":
            refused += 1
            with pytest.raises(MethodError):
                trim_and_fill(studies, estimator=estimator, side=side, method=method)
            continue
        golden = [float(v) for v in line.split()]
        ours = trim_and_fill(studies, estimator=estimator, side=side, method=method)
        assert (ours.k0, ours.side == "right") == (golden[0], golden[3] == 1.0), where
        p_k0 = -1.0 if math.isnan(ours.p_k0) else ours.p_k0
        found = [ours.se_k0, p_k0, ours.filled.estimate, ours.filled.se]
        expected = [*golden[1:3], *golden[4:6]]
        assert found == pytest.approx(expected, rel=1e-6, nan_ok=True), where
        floor = 1e-8 * float(studies.vi.mean())
        assert ours.filled.tau2 == pytest.approx(golden[6], rel=1e-6, abs=floor) or method == "EE"
        if ours.added is not None:
            filled += 1
            added = [*ours.added.yi.tolist(), *ours.added.vi.tolist()]
            assert added == pytest.approx(golden[7:], rel=1e-6, abs=1e-9), where
    assert filled >= len(cases) // 5
    assert refused < len(cases) // 5
