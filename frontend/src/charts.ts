/** Entry of the charts: loaded only on pages with curves. */
import { ChartIsland } from "./islands/charts/ChartIsland";
import { mountIslands } from "./lib/props";

mountIslands("chart", (element) => void new ChartIsland(element).start());
