/** Entry of the map: loaded only on pages with a map. */
import "maplibre-gl/dist/maplibre-gl.css";
import "./styles/map.css";
import { MapIsland } from "./islands/map/MapIsland";
import { PlanMapIsland } from "./islands/plan/PlanMapIsland";
import { FenceMapIsland } from "./islands/vehicles/FenceMapIsland";
import { VehicleMapIsland } from "./islands/vehicles/VehicleMapIsland";
import { VehicleTrackIsland } from "./islands/vehicles/VehicleTrackIsland";
import { mountIslands } from "./lib/props";

mountIslands("map", (element) => void new MapIsland(element).start());
mountIslands("plan-map", (element) => void new PlanMapIsland(element).start());
mountIslands("vehicle-map", (element) => void new VehicleMapIsland(element).start());
mountIslands("vehicle-track", (element) => void new VehicleTrackIsland(element).start());
mountIslands("fence-map", (element) => void new FenceMapIsland(element).start());
