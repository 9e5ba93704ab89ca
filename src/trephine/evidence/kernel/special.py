"""Distribution functions for kernels: scalars, float64, compiled or interpreted, no SciPy.

Relative error about 1e-14 (tests/oracle), growing to 1e-13 where a tail is below 1e-200. ``_sf`` is
the upper tail, ``_isf`` its inverse: use them for small upper tails instead of 1 minus the other.
A NaN or an impossible parameter gives NaN; nothing raises.
"""

from trephine.evidence.kernel.beta import (
    beta_ppf,
    betainc,
    betaincc,
    betaln,
    f_cdf,
    f_ppf,
    f_sf,
    t_cdf,
    t_isf,
    t_logpdf,
    t_ppf,
    t_sf,
)
from trephine.evidence.kernel.gamma import (
    chi2_cdf,
    chi2_isf,
    chi2_ppf,
    chi2_sf,
    gammainc,
    gammaincc,
    gammaln,
)
from trephine.evidence.kernel.normal import (
    expit,
    log1pexp,
    logit,
    norm_cdf,
    norm_isf,
    norm_logcdf,
    norm_logpdf,
    norm_logsf,
    norm_pdf,
    norm_ppf,
    norm_sf,
)

__all__ = [
    "beta_ppf",
    "betainc",
    "betaincc",
    "betaln",
    "chi2_cdf",
    "chi2_isf",
    "chi2_ppf",
    "chi2_sf",
    "expit",
    "f_cdf",
    "f_ppf",
    "f_sf",
    "gammainc",
    "gammaincc",
    "gammaln",
    "log1pexp",
    "logit",
    "norm_cdf",
    "norm_isf",
    "norm_logcdf",
    "norm_logpdf",
    "norm_logsf",
    "norm_pdf",
    "norm_ppf",
    "norm_sf",
    "t_cdf",
    "t_isf",
    "t_logpdf",
    "t_ppf",
    "t_sf",
]
