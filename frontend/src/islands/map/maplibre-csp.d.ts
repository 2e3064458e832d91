/** The build of MapLibre without eval and with its worker in a file of its own. */
declare module "maplibre-gl/dist/maplibre-gl-csp" {
  import * as maplibre from "maplibre-gl";
  export default maplibre;
}
