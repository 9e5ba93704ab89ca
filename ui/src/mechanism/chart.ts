import { LineChart } from "echarts/charts";
import { AxisPointerComponent, GridComponent, TooltipComponent } from "echarts/components";
import { connect, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([LineChart, GridComponent, TooltipComponent, AxisPointerComponent, CanvasRenderer]);

/** ECharts with lines on a canvas and nothing else; panels of a group share their crosshair. */
export { connect, init };
