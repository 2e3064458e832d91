import { describe, expect, it } from "vitest";
import { corners, shapeText } from "./FenceMapIsland";
import { FleetLayer, rgb } from "./fleet";
import { bytesOf, decodeRecords, look, mercator, type Moving, RECORD_BYTES } from "./records";
import { band, bounds, lines, placeAt, points, type TrackAnswer } from "./track";

function record(values: [number, number, number, number, number, number, number, number]): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(RECORD_BYTES));
  view.setUint32(0, values[0], true);
  view.setInt32(4, values[1], true);
  view.setInt32(8, values[2], true);
  view.setUint32(12, values[3], true);
  values.slice(4).forEach((value, row) => view.setUint8(16 + row, value));
  return view.buffer;
}

describe("records", () => {
  it("reads twenty bytes a vehicle and leaves half a record", () => {
    const one = new Uint8Array(record([7, 119_170_000, -29_030_000, 1_795_000_000, 88, 64, 2, 3]));
    const found = decodeRecords(new Uint8Array([...one, ...one, 1, 2]).buffer);
    expect(found).toHaveLength(2);
    expect(found[0]).toEqual({ id: 7, lon: 119.17, lat: -29.03, at: 1_795_000_000, speed: 88, heading: 90, kind: 2, level: 3 });
  });

  it("reads the base64 of an event", () => {
    expect([...new Uint8Array(bytesOf("AQL/"))]).toEqual([1, 2, 255]);
  });

  it("shows silence before a violation, a violation before movement", () => {
    const vehicle: Moving = { id: 1, lon: 0, lat: 0, at: 1000, speed: 60, heading: 0, kind: 0, level: 0 };
    expect(look(vehicle, 1010)).toBe(1);
    expect(look({ ...vehicle, speed: 0 }, 1010)).toBe(0);
    expect(look({ ...vehicle, level: 2 }, 1010)).toBe(4);
    expect(look({ ...vehicle, level: 2 }, 2000)).toBe(2);
  });

  it("knows the corners of the world", () => {
    expect(mercator(-180, 0)).toEqual([0, 0.5]);
    const [x, y] = mercator(180, 85.0511287798066);
    expect(x).toBe(1);
    expect(y).toBeCloseTo(0, 9);
  });
});

describe("fleet", () => {
  it("keeps the newest position of each vehicle", () => {
    const layer = new FleetLayer([], [1, 1, 1]);
    const one: Moving = { id: 1, lon: 119, lat: 29, at: 100, speed: 10, heading: 0, kind: 0, level: 0 };
    layer.take([one, { ...one, id: 2 }], 100);
    layer.take([{ ...one, lon: 119.001, at: 110 }, { ...one, id: 2, at: 90, lon: 0 }], 110);
    expect(layer.vehicles.get(1)?.lon).toBe(119.001);
    expect(layer.vehicles.get(2)?.lon).toBe(119);
  });

  it("takes many and finds the one under the pointer", () => {
    const layer = new FleetLayer([], [1, 1, 1]);
    layer.take(Array.from({ length: 5000 }, (_, id) => ({ id, lon: id / 100, lat: 29, at: 1, speed: 0, heading: 0, kind: 0, level: 0 })), 1);
    const map = { project: ([x, y]: [number, number]) => ({ x: x * 1000, y }) };
    expect(layer.find(map as never, 12_004, 29)?.id).toBe(1200);
    expect(layer.find(map as never, -5000, 0)).toBeUndefined();
  });

  it("reads colours", () => {
    expect(rgb("#ff0080")).toEqual([1, 0, 128 / 255]);
    expect(rgb("not a colour")).toEqual(rgb("#808080"));
  });
});

describe("track", () => {
  const answer: TrackAnswer = {
    t: [1000, 10, 10, 2000, 10], x: [119_000_000, 1000, 1000, 5000, 1000], y: [29_000_000, 0, 0, 0, 0],
    v: [30, 30, 70, 70, 90], h: [90, 90, 90, 90, 90],
    count: 5, distance_km: 1, driving_s: 30, highest_km_h: 90, stops: [], violations: [],
  };

  it("adds the differences up", () => {
    expect(points(answer)[2]).toEqual({ at: 1020, lon: 119.002, lat: 29, speed: 70, heading: 90 });
  });

  it("parts the line by speed and by silence", () => {
    const found = lines(points(answer));
    expect(found.map((feature) => feature.properties?.["band"])).toEqual([0, 2, 3]);
    expect(band(59)).toBe(1);
  });

  it("finds the place between two positions", () => {
    const track = points(answer);
    expect(placeAt(track, 1005)?.lon).toBeCloseTo(119.0005, 9);
    expect(placeAt(track, 0)?.at).toBe(1000);
    expect(placeAt(track, 9e9)?.at).toBe(track[4]?.at);
    expect(placeAt([], 5)).toBeUndefined();
    expect(bounds(track)).toEqual([119, 29, 119.008, 29]);
    expect(bounds([])).toBeUndefined();
  });
});

describe("fence", () => {
  it("closes the outline and opens it again", () => {
    const text = shapeText([[119, 29], [119.1, 29], [119.1, 29.12345678]]);
    expect(JSON.parse(text)).toEqual({ type: "Polygon", coordinates: [[[119, 29], [119.1, 29], [119.1, 29.123457], [119, 29]]] });
    expect(corners(text)).toHaveLength(3);
    expect(shapeText([[1, 2], [3, 4]])).toBe("");
    expect(corners("nonsense")).toEqual([]);
    const line = shapeText([[1, 2], [3, 4]], true);
    expect(JSON.parse(line)).toEqual({ type: "LineString", coordinates: [[1, 2], [3, 4]] });
    expect(corners(line)).toEqual([[1, 2], [3, 4]]);
    expect(shapeText([[1, 2]], true)).toBe("");
    expect(corners('{"type": "Point", "coordinates": [1, 2]}')).toEqual([]);
  });
});
