"""informative: a prior of tau from a published distribution of heterogeneity."""

from dataclasses import replace
from math import isfinite

from trephine.core.predictive import Predictive
from trephine.evidence.bayes.prior import TauPrior, log_normal, log_t


def informative(found: Predictive) -> TauPrior:
    """Return the prior of tau that a distribution of log(tau2) gives: log-normal, or log-t.

    The library holds such distributions (``library.heterogeneity``); this only puts one into the
    form that pooling takes. It does not check that the analysis has the measure on whose scale
    the distribution is. Sources: Turner 2015, Stat Med; Rhodes 2015, J Clin Epidemiol.
    """
    location, scale = found.location, found.scale
    prior = log_t(location, scale, found.df) if isfinite(found.df) else log_normal(location, scale)
    return replace(prior, methods=(found.method,))
