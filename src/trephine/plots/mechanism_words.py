"""The fixed words of the mechanism room's figures."""

from trephine.core.text import Text

SIMULATED = Text(zh="模拟数据", en="Simulated")
SIMULATED_N = Text(zh="模拟数据：{n} 例虚拟患者", en="Simulated: {n} virtual patient{s}")
DAY = Text(zh="输注后天数", en="Days after infusion")
MEDIAN = Text(zh="中位数", en="Median")
BAND = Text(zh="色带：{levels}% 的虚拟患者", en="Bands: {levels}% of virtual patients")
BELOW = Text(
    zh="对数轴上更低者画在下缘", en="On logarithmic axes what lies lower is drawn at the edge"
)
BANDS = Text(zh="轨迹与范围：{measure}", en="Trajectories with bands: {measure}")
BANDS_DESC = Text(
    zh="{k} 幅分图，{curves} 条曲线，至第 {end} 天。{last}",
    en="{k} panel{s}, {curves} curve{t}, to day {end}. {last}",
)
LAST = Text(zh="{label}末次中位数 {value}", en="{label}: last median {value}")
LOWER_BAND = Text(zh="{level}% 范围下限", en="{level}% band, lower")
UPPER_BAND = Text(zh="{level}% 范围上限", en="{level}% band, upper")
WATERFALL = Text(zh="瀑布图：{measure}", en="Waterfall plot: {measure}")
CHANGE = Text(zh="{measure}（%）", en="{measure} (%)")
PATIENTS = Text(zh="虚拟患者，由差到好排列", en="Virtual patients, from worst to best")
REAL_PATIENTS = Text(zh="患者，由差到好排列", en="Patients, from worst to best")
CAPPED = Text(zh="高于 +{cap}% 者画作 +{cap}%", en="Above +{cap}%: drawn as +{cap}%")
DRAWN = Text(
    zh="共 {n} 例，等距画出 {k} 例", en="{k} of {n} patients drawn, evenly along the order"
)
WATERFALL_LINES = Text(zh="虚线：−50% 与 −90%", en="Dashed: −50% and −90%")
WATERFALL_DESC = Text(
    zh="{title}。{n} 例，中位变化 {median}%，{share}% 的患者下降至少一半。",
    en="{title}. {n} patient{s}, median change {median}%, down by half or more in {share}%.",
)
PATIENT = Text(zh="患者", en="Patient")
CATEGORY = Text(zh="类别", en="Category")
SWIMMER = Text(zh="泳道图：{measure}", en="Swimmer plot: {measure}")
SWIMMER_DESC = Text(
    zh="{title}。{k} 条泳道，最长 {longest} 天，{ongoing} 条在结束时仍在继续。",
    en="{title}. {k} lane{s}, the longest of {longest} days; {ongoing} still going on at the end.",
)
ONGOING = Text(zh="箭头：结束时仍在继续", en="Arrow: still going on at the end")
FROM_DAY = Text(zh="自第几天", en="From day")
TO_DAY = Text(zh="至第几天", en="To day")
STATE = Text(zh="状态或事件", en="State or event")
TORNADO = Text(zh="龙卷风图：{measure}", en="Tornado plot: {measure}")
TORNADO_DESC = Text(
    zh="{title}。{k} 个参数；影响最大者：{top}。",
    en="{title}. {k} parameter{s}; the most telling: {top}.",
)
PARAMETER = Text(zh="参数", en="Parameter")
WHISKERS = Text(zh="横线：{level}% 区间", en="Lines: {level}% intervals")
DOSE_RESPONSE = Text(zh="剂量-反应：{measure}", en="Dose-response: {measure}")
DOSE_RESPONSE_DESC = Text(
    zh="{title}。{k} 条曲线，剂量 {low} 至 {high}。{ends}",
    en="{title}. {k} curve{s}, doses {low} to {high}. {ends}",
)
ENDS = Text(zh="{label}：{first} 至 {last}", en="{label}: {first} to {last}")


def simulated(language: str, n: int | None) -> str:
    """Return the note that every figure of this room carries, with the number of patients."""
    key = "zh" if language == "zh" else "en"
    if n is None:
        return SIMULATED.zh if key == "zh" else SIMULATED.en
    pattern = SIMULATED_N.zh if key == "zh" else SIMULATED_N.en
    return pattern.format(n=f"{n:,}", s="" if n == 1 else "s")
