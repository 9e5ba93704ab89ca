"""What ``fit`` writes where, and the codes of its choices."""

NAMES = (
    "estimate", "se", "stat", "pval", "ci_lb", "ci_ub", "ddf", "pi_lb", "pi_ub", "tau2", "se_tau2",
    "tau2_lb", "tau2_ub", "I2", "H2", "Q", "Q_df", "Qp", "log_likelihood",
    "log_likelihood_restricted", "typical_variance", "maxima", "interval_state",
    "hk_factor", "variance_ratio",
)  # fmt: skip
(
    ESTIMATE, SE, STAT, PVAL, CI_LB, CI_UB, DDF, PI_LB, PI_UB, TAU2, SE_TAU2, TAU2_LB, TAU2_UB, I2,
    H2, Q, Q_DF, QP, LOG_LIKELIHOOD, LOG_LIKELIHOOD_RESTRICTED, TYPICAL_VARIANCE, MAXIMA,
    INTERVAL_STATE, HK_FACTOR, VARIANCE_RATIO,
) = range(len(NAMES))  # fmt: skip
WIDTH = len(NAMES)

# Tests of the mean.
TEST_Z = 0
TEST_T = 1
TEST_KNHA = 2
TEST_ADHOC = 3
TEST_KR = 4
TEST_KNHA_CI = 5
TEST_KNHA_IQWIG6 = 6
TEST_KR97 = 7

# Prediction intervals.
PI_NONE = 0
PI_TEST = 1
PI_RILEY = 2
PI_SIMPLE = 3
PI_HTS = 4
PI_V = 5
PI_HK = 6
PI_HK_PR = 7
PI_KR = 8
PI_KR_PR = 9
PI_S = 10

# Intervals for tau2.
CI_NONE = 0
CI_QP = 1
CI_PL = 2
CI_BJ = 3  # these three are not part of ``fit``: see quadratic_form
CI_J = 4
CI_GENQ = 5

# Critical values handed to ``fit``, at two-sided alpha.
CRIT_Z = 0  # normal
CRIT_T1 = 1  # t, k - 1 degrees of freedom
CRIT_T2 = 2  # t, k - 2 degrees of freedom
CRIT_CHI_LOW = 3  # chi-squared, k - 1, lower tail alpha / 2
CRIT_CHI_HIGH = 4  # chi-squared, k - 1, upper tail alpha / 2
CRIT_CHI_MEDIAN = 5  # chi-squared, k - 1
CRIT_DROP = 6  # half of chi-squared, 1, upper tail alpha
CRIT_ALPHA = 7
CRITS = 8
