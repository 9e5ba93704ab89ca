"""The fixed words of all figures, in the field's terms, Chinese and English side by side."""

from trephine.core.text import Text

# columns and rows of the forest plot
STUDY = Text(zh="研究", en="Study")
STUDY_OMITTED = Text(zh="剔除的研究", en="Study omitted")
STUDY_ADDED = Text(zh="逐步加入的研究", en="Study added")
EVENTS_N = Text(zh="事件数/例数", en="Events/n")
EVENTS = Text(zh="事件数", en="Events")
TOTAL = Text(zh="例数", en="Total")
TREATED = Text(zh="试验组", en="Treatment")
CONTROL = Text(zh="对照组", en="Control")
PRODUCT = Text(zh="产品", en="Product")
WEIGHT = Text(zh="权重", en="Weight")
EFFECT_CI = Text(zh="{measure} ({level}%\u00a0CI)", en="{measure} ({level}%\u00a0CI)")
IN_PERCENT = Text(zh="{measure}，%", en="{measure}, %")
AXIS_PERCENT = Text(zh="{measure}（%）", en="{measure} (%)")
AND = Text(zh="；", en="; ")
MINORS = Text(zh="MINORS", en="MINORS")
POOLED = Text(zh="合并", en="Pooled")
SUBTOTAL = Text(zh="亚组合并", en="Subtotal")
RANDOM_EFFECTS = Text(zh="随机效应模型", en="Random-effects model")
COMMON_EFFECT = Text(zh="共同效应模型", en="Common-effect model")
PREDICTION_INTERVAL = Text(zh="{level}% 预测区间", en="{level}% prediction interval")
NOT_REPORTED = Text(zh="未报告", en="NR")
NOT_ESTIMABLE = Text(zh="不可估计", en="NE")
EXCLUDED = Text(zh="未纳入合并：{reason}", en="Not pooled: {reason}")
NONE_POOLED = Text(zh="无可合并的研究", en="no study to pool")

# lines below the forest plot
HETEROGENEITY = Text(zh="异质性：{figures}", en="Heterogeneity: {figures}")
SUBGROUP_TEST = Text(zh="亚组间差异检验：{figures}", en="Test for subgroup differences: {figures}")
MODEL = Text(zh="{label}：{figures}", en="{label}: {figures}")
FOREST_DESC = Text(
    zh="森林图，{k} 行研究；{pooled}", en="Forest plot of {k} study row{s}; {pooled}"
)
ESTIMATOR = Text(zh="τ² 按 {name} 估计", en="τ² by {name}")
INTERVAL_BY = Text(zh="置信区间按{name}", en="confidence interval by {name}")
WITH_CI = Text(
    zh="{value}（{level}%\u00a0CI\u00a0{interval}）",
    en="{value} ({level}%\u00a0CI\u00a0{interval})",
)
PEOPLE = Text(zh="{n} 例", en="{n} patient{s}")
HOLLOW = Text(zh="空心菱形", en="Hollow diamond")
FLAGS = Text(zh="标记 {flag}：{meaning}", en="Mark {flag}: {meaning}")
REFIT_DESC = Text(
    zh="{title}。{k} 行，合并值在 {low} 与 {high} 之间。",
    en="{title}. {k} row{s}; pooled values range from {low} to {high}.",
)
POINTS_DESC = Text(zh="{title}。{k} 个点。{more}", en="{title}. {k} point{s}. {more}")
FURTHEST = Text(zh="离原点最远：{study}。", en="Furthest from the origin: {study}.")
BORDER = Text(zh="上、右边框刻度：{measure}", en="Upper and right border: {measure}")

# axes
PROPORTION = Text(zh="率（%）", en="Proportion (%)")
STANDARD_ERROR = Text(zh="标准误", en="Standard error")
ROOT_N = Text(zh="√n（n 为例数）", en="√n (n: sample size)")
PRECISION = Text(zh="精度（1/标准误）", en="Precision (1/standard error)")
INVERSE_TOTAL = Text(zh="1/√(vi + τ²)", en="1/√(vi + τ²)")
STANDARDISED = Text(zh="标准化效应 z", en="Standardised effect z")
EFFECT = Text(zh="效应量", en="Effect")
I_SQUARED = Text(zh="I²（%）", en="I² (%)")
TAU_SQUARED = Text(zh="τ²", en="τ²")
Q_CONTRIBUTION = Text(zh="对 Q 的贡献", en="Contribution to Q")
INFLUENCE_ON_POOLED = Text(zh="对合并结果的影响", en="Influence on the pooled result")
ABSOLUTE_Z = Text(zh="|Z| 值", en="|Z|")
RISK_CONTROL = Text(zh="对照组事件率（%）", en="Event rate, control (%)")
RISK_TREATED = Text(zh="试验组事件率（%）", en="Event rate, treatment (%)")
RATE_CONTROL = Text(zh="对照组发生率", en="Incidence rate, control")
RATE_TREATED = Text(zh="试验组发生率", en="Incidence rate, treatment")
DENSITY = Text(zh="概率密度", en="Density")

# legends
POOLED_ESTIMATE = Text(zh="合并值", en="Pooled estimate")
PSEUDO_CI = Text(zh="{level}% 伪置信限", en="Pseudo {level}% limits")
OBSERVED = Text(zh="观察到的研究", en="Observed studies")
FILLED = Text(zh="剪补法填补的研究", en="Studies filled in")
P_ABOVE = Text(zh="P ≥ {p}", en="P ≥ {p}")
P_BETWEEN = Text(zh="{low} ≤ P < {high}", en="{low} ≤ P < {high}")
P_BELOW = Text(zh="P < {p}", en="P < {p}")
SUBSETS = Text(zh="{n} 个研究子集", en="{n} subset{s} of studies")
WITH_STUDY = Text(zh="含 {study}（{n} 个子集）", en="with {study} ({n} subset{s})")
WITHOUT_STUDY = Text(zh="不含 {study}（{n} 个子集）", en="without {study} ({n} subset{s})")
FEW = Text(zh="少", en="few")
MANY = Text(zh="多", en="many")
DARKER = Text(zh="颜色越深，子集越多", en="darker: more subsets")
QUANTILE = Text(zh="分位数", en="Quantile")
ALL_STUDIES = Text(zh="全部研究", en="All studies")
EQUAL_RISK = Text(zh="两组相等", en="Equal rates")
PRIOR = Text(zh="先验分布", en="Prior")
POSTERIOR = Text(zh="后验分布", en="Posterior")
MEDIAN_CRI = Text(
    zh="后验中位数 {median}（{level}% CrI {interval}）",
    en="Posterior median {median} ({level}%\u00a0CrI {interval})",
)
REGRESSION = Text(zh="回归线", en="Regression line")
CONFIDENCE_BAND = Text(zh="{level}% 置信带", en="{level}% confidence band")
PREDICTION_BAND = Text(zh="{level}% 预测带", en="{level}% prediction band")
AREA_BY_WEIGHT = Text(zh="圆面积与权重成正比", en="Circle area proportional to weight")
INFLUENTIAL = Text(zh="影响大的研究", en="Influential study")
THRESHOLD = Text(zh="虚线为界值", en="Dashed lines: thresholds")
UNLABELLED = Text(
    zh="另有 {n} 个点因空间不足未标名，见数据表",
    en="{n} more point{s} not named for want of room; see the table",
)
NO_ASYMMETRY = Text(zh="无不对称", en="no asymmetry")
MINOR_ASYMMETRY = Text(zh="轻度不对称", en="minor asymmetry")
MAJOR_ASYMMETRY = Text(zh="明显不对称", en="major asymmetry")
LFK = Text(zh="LFK 指数 {value}（{verdict}）", en="LFK index {value} ({verdict})")

# survival
AT_RISK = Text(zh="风险人数", en="Number at risk")
SURVIVAL = Text(zh="生存率", en="Survival")
CENSORED = Text(zh="竖线为删失", en="Ticks: censored")
POOLED_CURVE = Text(zh="合并曲线", en="Pooled curve")
POINTWISE = Text(zh="{level}% 逐点可信限", en="Pointwise {level}% limits")
KM_DESC = Text(
    zh="Kaplan-Meier 生存曲线，{k} 组，至 {end}（{unit}）。{medians}",
    en="Kaplan-Meier curves of {k} group{s} to {end} {unit}. {medians}",
)
KM_MEDIAN = Text(zh="{group}：中位 {median}", en="{group}: median {median}")
NOT_REACHED = Text(zh="未达到", en="not reached")
MEDIAN_LINE = Text(zh="虚线：50%", en="Dashed: 50%")
TIME = Text(zh="时间", en="Time")
TIME_IN = Text(zh="时间（{unit}）", en="Time ({unit})")
MONTHS = Text(zh="月", en="months")
DAYS = Text(zh="天", en="days")
WEEKS = Text(zh="周", en="weeks")
YEARS = Text(zh="年", en="years")
GROUP = Text(zh="组别", en="Group")

# influence measures
RSTUDENT = Text(zh="外学生化残差", en="Studentised residual")
DFFITS = Text(zh="DFFITS", en="DFFITS")
COOK_D = Text(zh="Cook 距离", en="Cook's distance")
COV_R = Text(zh="协方差比", en="Covariance ratio")
TAU2_DEL = Text(zh="剔除后 τ²", en="τ² without it")
QE_DEL = Text(zh="剔除后 Q", en="Q without it")
HAT = Text(zh="帽子值", en="Hat value")

# titles
FOREST = Text(zh="森林图：{measure}", en="Forest plot: {measure}")
FUNNEL = Text(zh="漏斗图：{measure}", en="Funnel plot: {measure}")
CONTOUR_FUNNEL = Text(
    zh="等高线增强漏斗图：{measure}", en="Contour-enhanced funnel plot: {measure}"
)
GOSH = Text(zh="GOSH 图：{measure}", en="GOSH plot: {measure}")
BAUJAT = Text(zh="Baujat 图：{measure}", en="Baujat plot: {measure}")
LEAVE_ONE_OUT = Text(zh="逐一剔除分析：{measure}", en="Leave-one-out analysis: {measure}")
CUMULATIVE = Text(zh="累积 Meta 分析：{measure}", en="Cumulative meta-analysis: {measure}")
INFLUENCE = Text(zh="影响分析：{measure}", en="Influence diagnostics: {measure}")
RADIAL = Text(zh="星状图（Galbraith 图）：{measure}", en="Radial (Galbraith) plot: {measure}")
DOI = Text(zh="Doi 图：{measure}", en="Doi plot: {measure}")
LABBE = Text(zh="L'Abbé 图：{measure}", en="L'Abbé plot: {measure}")
PRISMA = Text(zh="PRISMA 2020 文献筛选流程图", en="PRISMA 2020 flow diagram")
TRAFFIC_LIGHT = Text(zh="MINORS 偏倚风险评价图", en="MINORS risk-of-bias plot")
PRIOR_POSTERIOR = Text(
    zh="先验与后验分布：{parameter}", en="Prior and posterior distributions: {parameter}"
)
BUBBLE = Text(zh="Meta 回归气泡图：{moderator}", en="Meta-regression bubble plot: {moderator}")

KAPLAN_MEIER = Text(zh="Kaplan-Meier 曲线：{measure}", en="Kaplan-Meier curves: {measure}")

# table twins
LOWER = Text(zh="下限", en="Lower limit")
UPPER = Text(zh="上限", en="Upper limit")
ESTIMATE = Text(zh="估计值", en="Estimate")
NOTE = Text(zh="说明", en="Note")
COUNT = Text(zh="数目", en="Count")
BOX = Text(zh="方框", en="Box")
VALUE = Text(zh="数值", en="Value")
QUANTITY = Text(zh="量", en="Quantity")
YES = Text(zh="是", en="yes")
NO = Text(zh="否", en="no")


def catalogue() -> tuple[Text, ...]:
    """Return every fixed text of the figures, those of the flow diagram and MINORS included."""
    from trephine.plots import minors_items, prisma_words  # noqa: PLC0415  (they use Text alone)

    spaces = (globals(), vars(prisma_words), vars(minors_items))
    found: list[Text] = []
    for space in spaces:
        for value in space.values():
            if isinstance(value, Text):
                found.append(value)
            elif isinstance(value, tuple):
                found.extend(item for item in value if isinstance(item, Text))
    return tuple(found)
