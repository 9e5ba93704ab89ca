import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useRef } from "react";
import type { Api } from "../api/types";
import { figure } from "../parts/format";
import { drawings } from "../parts/taken";
import { connect, init } from "./chart";
import { decades } from "./scale";

const GROUP = "patient";
const TEAL = "#0f766e";
const GHOSTS = ["#b45309", "#4338ca", "#6b7280"];
const DASHES = ["dashed", "dotted", [8, 3, 2, 3]] as const;
/** Below it a logarithmic axis shows nothing, as in the printed figures. */
const FLOOR = 1e-4;

export interface Drawn {
  label: string;
  days: readonly number[];
  curve: Api["ThinnedCurve"];
}

interface CurveProps {
  title: string;
  unit: string;
  /** The first is the present course, the others those kept. */
  drawn: readonly Drawn[];
  words: string;
}

function points({ days, curve }: Drawn): (readonly [number, number | null])[] {
  return days.map((day, at) => {
    const value = curve.values[at] ?? null;
    return [day, value === null ? null : curve.logarithmic ? Math.max(FLOOR, value) : value];
  });
}

/** One quantity over time, the present course before those kept. */
export default function Curve({ title, unit, drawn, words }: CurveProps) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  useEffect(() => {
    if (!frame.current) return undefined;
    const made = init(frame.current);
    made.group = GROUP;
    connect(GROUP);
    chart.current = made;
    const sized = new ResizeObserver(() => made.resize());
    sized.observe(frame.current);
    return () => {
      sized.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  const logarithmic = drawn[0]?.curve.logarithmic ?? false;
  useEffect(() => {
    const series = drawn.map(points);
    const shown = series.flat().flatMap(([, value]) => (value === null ? [] : [value]));
    const option: EChartsCoreOption = {
      animation: false,
      grid: { left: 52, right: 14, top: 10, bottom: 24 },
      textStyle: { fontFamily: "inherit" },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        valueFormatter: (value: unknown) => (typeof value === "number" ? figure(value) : "—"),
      },
      xAxis: { type: "value", min: "dataMin", max: "dataMax", splitLine: { show: false } },
      yAxis: {
        ...(logarithmic
          ? { type: "log", ...decades(shown) }
          : { type: "value", min: null, max: null }),
        axisLabel: { formatter: (value: number) => figure(value), hideOverlap: true },
        splitNumber: 3,
      },
      series: drawn.map((one, at) => ({
        type: "line",
        name: one.label,
        data: series[at],
        showSymbol: false,
        z: drawn.length - at,
        lineStyle: {
          width: at === 0 ? 2 : 1.4,
          color: at === 0 ? TEAL : GHOSTS[at - 1],
          type: at === 0 ? "solid" : DASHES[at - 1],
        },
        itemStyle: { color: at === 0 ? TEAL : GHOSTS[at - 1] },
      })),
    };
    chart.current?.setOption(option, { replaceMerge: ["series"] });
    const own = frame.current;
    if (!own) return;
    drawings.set(own, async () => {
      const { vector } = await import("./vector");
      return vector(option, unit ? `${title} (${unit})` : title, drawn.map((one) => one.label));
    });
  }, [drawn, logarithmic, title, unit]);
  return (
    <figure className="curve">
      <figcaption>
        {title} {unit && <span className="quiet">{unit}</span>}
      </figcaption>
      <div ref={frame} className="canvas" role="img" aria-label={words} />
    </figure>
  );
}
