/** A curve the size of a word, without axes; broken where nothing was measured. */
import { type Point, normalise, range } from "./contract";

const WIDTH = 120;
const HEIGHT = 24;

export function sparkline(series: Point[]): SVGSVGElement {
  const data = normalise(series)[0]?.data ?? [];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("width", String(WIDTH));
  svg.setAttribute("height", String(HEIGHT));
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", pathOf(data));
  path.setAttribute("fill", "none");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "1.25");
  svg.append(path);
  return svg;
}

export function pathOf(data: [number, number | null][]): string {
  const first = data[0]?.[0] ?? 0;
  const span = (data.at(-1)?.[0] ?? 1) - first || 1;
  const [low, high] = range(data.map(([, value]) => value), []);
  let pen = "M";
  return data
    .flatMap(([at, value]) => {
      if (value === null) {
        pen = "M";
        return [];
      }
      const step = `${pen}${(((at - first) / span) * WIDTH).toFixed(1)} ${(HEIGHT - ((value - low) / (high - low)) * HEIGHT).toFixed(1)}`;
      pen = "L";
      return [step];
    })
    .join("");
}
