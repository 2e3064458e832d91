/** The shell of every page: HTMX, the small controllers, rows that open on a click. */
import { Application } from "@hotwired/stimulus";
import htmx from "htmx.org";
import "./styles/anlan.css";
import AlarmSoundController from "./controllers/AlarmSoundController";
import ArrivalsController from "./controllers/ArrivalsController";
import BellController from "./controllers/BellController";
import BoardController from "./controllers/BoardController";
import CaptureController from "./controllers/CaptureController";
import ClockController from "./controllers/ClockController";
import ColumnChoiceController from "./controllers/ColumnChoiceController";
import ConfirmController from "./controllers/ConfirmController";
import DevicePlanController from "./controllers/DevicePlanController";
import DraftController, { tidyDrafts } from "./controllers/DraftController";
import DrawerController from "./controllers/DrawerController";
import FillController from "./controllers/FillController";
import FocusController from "./controllers/FocusController";
import FormCheckController from "./controllers/FormCheckController";
import FoldController from "./controllers/FoldController";
import HereController from "./controllers/HereController";
import KeyboardController from "./controllers/KeyboardController";
import LiveController from "./controllers/LiveController";
import MenuController from "./controllers/MenuController";
import OfflineController from "./controllers/OfflineController";
import OutlineController from "./controllers/OutlineController";
import PinController from "./controllers/PinController";
import PlanController from "./controllers/PlanController";
import PointsController from "./controllers/PointsController";
import PositionController from "./controllers/PositionController";
import DialController from "./controllers/DialController";
import PrintController from "./controllers/PrintController";
import ReviewController from "./controllers/ReviewController";
import SceneSketchController from "./controllers/SceneSketchController";
import SuggestController from "./controllers/SuggestController";
import TableSelectController from "./controllers/TableSelectController";
import ThemeController from "./controllers/ThemeController";
import ToastController from "./controllers/ToastController";
import WallClockController from "./controllers/WallClockController";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

window.htmx = htmx;

const application = Application.start();
application.register("alarm-sound", AlarmSoundController);
application.register("arrivals", ArrivalsController);
application.register("bell", BellController);
application.register("board", BoardController);
application.register("capture", CaptureController);
application.register("clock", ClockController);
application.register("column-choice", ColumnChoiceController);
application.register("confirm", ConfirmController);
application.register("device-plan", DevicePlanController);
application.register("draft", DraftController);
application.register("drawer", DrawerController);
application.register("fill", FillController);
application.register("focus", FocusController);
application.register("fold", FoldController);
application.register("form-check", FormCheckController);
application.register("here", HereController);
application.register("keyboard", KeyboardController);
application.register("live", LiveController);
application.register("menu", MenuController);
application.register("offline", OfflineController);
application.register("outline", OutlineController);
application.register("pin", PinController);
application.register("plan", PlanController);
application.register("points", PointsController);
application.register("position", PositionController);
application.register("dial", DialController);
application.register("print", PrintController);
application.register("review", ReviewController);
application.register("scene-sketch", SceneSketchController);
application.register("suggest", SuggestController);
application.register("table-select", TableSelectController);
application.register("theme", ThemeController);
application.register("toast", ToastController);
application.register("wall-clock", WallClockController);

tidyDrafts();

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || event.defaultPrevented) return;
  const row = event.target.closest<HTMLElement>("tr[data-url]");
  if (!row?.dataset.url || event.target.closest("a, button, input, label, summary, .select-cell")) return;
  if (window.getSelection()?.toString()) return;
  window.location.assign(row.dataset.url);
});

document.querySelector(".app-nav [aria-current]")?.scrollIntoView({ block: "nearest" });
