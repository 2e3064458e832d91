/** A scene for tests. */
import type { SceneState } from "./types";

export const HERE: [number, number] = [119.18, 29.03];

export function state(more: Partial<SceneState> = {}): SceneState {
  return {
    incident: { id: 7, number: "演示1", title: "演示泄漏", kind: "", level: 2, address: "", longitude: HERE[0], latitude: HERE[1], is_open: true, is_drill: false, url: "/scene/7/" },
    me: { id: "user:1", name: "演示队长" },
    may: { take_part: true, command: false },
    commander: "", headquarters: "", orders: [], tasks: [], roll_calls: [], withdrawal: null, objectives: [], zones: [], surroundings: [], teams: [], sketch: [], entries: [], meeting: "",
    visible: { due_at: "", at: null, kind: "", by: "", after_s: null, is_late: false, source: "" },
    ...more,
  };
}
