import { LegendComponent, TitleComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import "./chart";

use([SVGRenderer, LegendComponent, TitleComponent]);

/** The curves of a panel as an SVG of a journal's column, with the title and the names of lines. */
export function vector(option: EChartsCoreOption, title: string, names: readonly string[]): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 520, height: 300 });
  chart.setOption({
    ...option,
    backgroundColor: "#ffffff",
    tooltip: { show: false },
    title: { text: title, left: 8, top: 6, textStyle: { fontSize: 14, color: "#111827" } },
    legend: { show: names.length > 1, data: [...names], left: 8, top: 28, textStyle: { fontSize: 12 } },
    grid: { left: 60, right: 18, top: names.length > 1 ? 62 : 40, bottom: 30 },
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
