/**
 * Thousands of vehicles as one draw call. Each vehicle has the place it comes from, the place it goes to and when;
 * the graphics card glides it between the two, so that a new position costs twenty-eight bytes and no frame is
 * computed in script.
 */
import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre } from "maplibre-gl";
import { look, mercator, type Moving } from "./records";

/** Floats a vehicle: from x, y; to x, y; begin; heading; look. */
export const STRIDE = 7;
/** A vehicle takes this long from its former place to its new one. [s] */
export const GLIDE_S = 1.2;
/** Farther than this a vehicle jumps: it was not watched meanwhile. [share of the world] */
const LEAP = 2e-4;

const VERTEX = `
precision highp float;
attribute vec2 a_from; attribute vec2 a_to; attribute vec3 a_more;
uniform mat4 u_matrix; uniform float u_now; uniform float u_size;
varying float v_heading; varying float v_look;
void main() {
  float share = clamp((u_now - a_more.x) / ${GLIDE_S.toFixed(1)}, 0.0, 1.0);
  gl_Position = u_matrix * vec4(mix(a_from, a_to, share), 0.0, 1.0);
  v_look = a_more.z;
  v_heading = a_more.y;
  gl_PointSize = a_more.z >= 2.5 ? u_size * 1.45 : u_size;
}`;

// A moving vehicle is an arrowhead in the direction it drives, a standing one a dot; offline is hollow.
const FRAGMENT = `
precision mediump float;
uniform vec3 u_colours[7]; uniform vec3 u_halo;
varying float v_heading; varying float v_look;
void main() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  float s = sin(v_heading), c = cos(v_heading);
  vec2 q = vec2(c * p.x + s * p.y, -s * p.x + c * p.y);
  float kind = floor(v_look + 0.5);
  float inside;
  if (kind == 0.0) inside = 0.50 - length(p);
  else if (kind == 2.0) inside = min(0.52 - length(p), length(p) - 0.24);
  else {
    float edge = 0.366 * (q.y + 0.8) - 0.931 * abs(q.x);
    float notch = 0.25 + 0.636 * abs(q.x) - q.y;
    inside = min(edge, notch);
  }
  if (inside < -0.12 || kind < 0.0) discard;
  vec3 colour = u_colours[0];
  for (int i = 1; i < 7; i += 1) if (kind == float(i)) colour = u_colours[i];
  gl_FragColor = vec4(mix(u_halo, colour, step(0.0, inside)), 1.0);
}`;

export type Colour = [number, number, number];

/** Red, green, blue of a CSS colour of six digits. */
export function rgb(text: string): Colour {
  const digits = /^#?([0-9a-f]{6})/i.exec(text.trim())?.[1] ?? "808080";
  return [0, 2, 4].map((place) => parseInt(digits.slice(place, place + 2), 16) / 255) as Colour;
}

export class FleetLayer implements CustomLayerInterface {
  readonly id = "fleet";
  readonly type = "custom" as const;
  readonly renderingMode = "2d" as const;
  /** Newest position of every vehicle by id. */
  readonly vehicles = new Map<number, Moving>();
  private readonly rows = new Map<number, number>();
  private data = new Float32Array(STRIDE * 1024);
  private origin: [number, number] = [0, 0];
  private map?: MapLibre;
  private program?: WebGLProgram;
  private buffer?: WebGLBuffer;
  private isChanged = true;
  private glidesUntil = 0;
  private readonly zero = performance.now();

  constructor(private colours: Colour[], private halo: Colour, private readonly isShown: (vehicle: Moving) => boolean = () => true) {}

  private now(): number {
    return (performance.now() - this.zero) / 1000;
  }

  /** Take positions; those that are known glide from where they are drawn now. */
  take(moving: Moving[], nowS: number): void {
    const now = this.now();
    for (const vehicle of moving) {
      const known = this.vehicles.get(vehicle.id);
      if (known && known.at > vehicle.at) continue;
      this.vehicles.set(vehicle.id, vehicle);
      const [x, y] = mercator(vehicle.lon, vehicle.lat);
      if (!this.rows.size) this.origin = [x, y];
      let row = this.rows.get(vehicle.id);
      const isNew = row === undefined;
      if (row === undefined) {
        row = this.rows.size;
        this.rows.set(vehicle.id, row);
        this.grow(row + 1);
      }
      const place = row * STRIDE;
      const to: [number, number] = [x - this.origin[0], y - this.origin[1]];
      const from = isNew ? to : this.drawnAt(place, now);
      const far = Math.hypot(to[0] - from[0], to[1] - from[1]) > LEAP;
      this.data.set([...(far ? to : from), ...to, now, (vehicle.heading * Math.PI) / 180, this.lookOf(vehicle, nowS)], place);
    }
    if (!moving.length) return;
    this.isChanged = true;
    this.glidesUntil = now + GLIDE_S;
    this.map?.triggerRepaint();
  }

  /** Look at every vehicle again: time passes, a filter changes. */
  refresh(nowS: number): void {
    for (const [id, row] of this.rows) {
      const vehicle = this.vehicles.get(id);
      if (vehicle) this.data[row * STRIDE + 6] = this.lookOf(vehicle, nowS);
    }
    this.isChanged = true;
    this.map?.triggerRepaint();
  }

  recolour(colours: Colour[], halo: Colour): void {
    this.colours = colours;
    this.halo = halo;
  }

  /** The vehicle drawn nearest to a place on the screen, within some pixels. */
  find(map: MapLibre, x: number, y: number, within = 14): Moving | undefined {
    let best: Moving | undefined;
    let nearest = within;
    for (const vehicle of this.vehicles.values()) {
      if (!this.isShown(vehicle)) continue;
      const at = map.project([vehicle.lon, vehicle.lat]);
      const gap = Math.hypot(at.x - x, at.y - y);
      if (gap < nearest) [best, nearest] = [vehicle, gap];
    }
    return best;
  }

  private lookOf(vehicle: Moving, nowS: number): number {
    return this.isShown(vehicle) ? look(vehicle, nowS) : -1;
  }

  private drawnAt(place: number, now: number): [number, number] {
    const d = this.data;
    const share = Math.min(Math.max((now - (d[place + 4] as number)) / GLIDE_S, 0), 1);
    const mix = (a: number, b: number): number => a + (b - a) * share;
    return [mix(d[place] as number, d[place + 2] as number), mix(d[place + 1] as number, d[place + 3] as number)];
  }

  private grow(rows: number): void {
    if (rows * STRIDE <= this.data.length) return;
    const larger = new Float32Array(this.data.length * 2);
    larger.set(this.data);
    this.data = larger;
  }

  // Drawing ----------------------------------------------------------------------------------------

  onAdd(map: MapLibre, gl: WebGLRenderingContext | WebGL2RenderingContext): void {
    this.map = map;
    const program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
      const shader = gl.createShader(kind);
      if (!shader) throw new Error("no shader");
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? "shader");
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    this.program = program;
    this.buffer = gl.createBuffer();
    this.isChanged = true;
  }

  render(gl: WebGLRenderingContext | WebGL2RenderingContext, input: CustomRenderMethodInput): void {
    const { program, buffer } = this;
    if (!program || !buffer || !this.rows.size) return;
    gl.useProgram(program);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    if (this.isChanged) {
      gl.bufferData(gl.ARRAY_BUFFER, this.data.subarray(0, this.rows.size * STRIDE), gl.DYNAMIC_DRAW);
      this.isChanged = false;
    }
    const bytes = 4 * STRIDE;
    for (const [name, size, offset] of [["a_from", 2, 0], ["a_to", 2, 8], ["a_more", 3, 16]] as const) {
      const where = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(where);
      gl.vertexAttribPointer(where, size, gl.FLOAT, false, bytes, offset);
    }
    const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
    gl.uniformMatrix4fv(at("u_matrix"), false, this.matrix(input.defaultProjectionData.mainMatrix as unknown as number[]));
    gl.uniform1f(at("u_now"), this.now());
    const zoom = this.map?.getZoom() ?? 10;
    gl.uniform1f(at("u_size"), Math.min(Math.max(10 + (zoom - 9) * 2, 11), 24) * window.devicePixelRatio);
    gl.uniform3fv(at("u_colours[0]"), this.colours.flat());
    gl.uniform3fv(at("u_halo"), this.halo);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.drawArrays(gl.POINTS, 0, this.rows.size);
    if (this.now() < this.glidesUntil) this.map?.triggerRepaint();
  }

  /** The map's matrix moved to our origin in double precision: single precision trembles by metres. */
  private matrix(m: number[]): Float32Array {
    const [x, y] = this.origin;
    const moved = [...m];
    for (let row = 0; row < 4; row += 1) moved[12 + row] = (m[row] as number) * x + (m[4 + row] as number) * y + (m[12 + row] as number);
    return new Float32Array(moved);
  }
}
