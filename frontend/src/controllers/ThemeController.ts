/**
 * Light or dark, row height and type size, kept in cookies so that the server paints the page right.
 *
 *     <div data-controller="theme">
 *       <button data-action="theme#choose" data-theme-name-param="density" data-theme-value-param="compact">
 *
 * Names: theme (auto, light, dark), density (normal, compact), size (normal, elder).
 */
import { type ActionEvent, Controller } from "@hotwired/stimulus";

const YEAR_S = 31_536_000;

export default class ThemeController extends Controller<HTMLElement> {
  choose(event: ActionEvent): void {
    const name = String(event.params.name);
    const value = String(event.params.value);
    const root = document.documentElement;
    root.setAttribute(`data-${name}`, value);
    if (name === "theme") {
      const dark = value === "dark" || (value === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
      root.dataset.bsTheme = dark ? "dark" : "light";
    }
    document.cookie = `anlan_${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`;
    for (const button of this.element.querySelectorAll<HTMLElement>(`[data-theme-name-param="${name}"]`)) {
      button.setAttribute("aria-pressed", String(button.dataset.themeValueParam === value));
    }
    window.dispatchEvent(new CustomEvent("theme:changed", { detail: { name, value } }));
  }
}
