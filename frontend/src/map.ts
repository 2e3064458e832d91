/** Entry of the map: loaded only on pages with a map. */
import "maplibre-gl/dist/maplibre-gl.css";
import "./styles/map.css";
import { MapIsland } from "./islands/map/MapIsland";
import { PlanMapIsland } from "./islands/plan/PlanMapIsland";
import { mountIslands } from "./lib/props";

mountIslands("map", (element) => void new MapIsland(element).start());
mountIslands("plan-map", (element) => void new PlanMapIsland(element).start());
