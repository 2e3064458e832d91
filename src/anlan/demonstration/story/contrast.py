"""Whether text can be read: the contrast of every line of a page by WCAG 2.1 (1.4.3, level AA)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Ordinary text; text of 24 px, or of 18.66 px in bold, needs less.
ORDINARY = 4.5
LARGE = 3.0

MEASURE = """
([ordinary, large]) => {
  const parse = (text) => {
    const values = (text.match(/[\\d.]+/g) ?? []).map(Number);
    const [red, green, blue, alpha = 1] = values;
    const share = text.startsWith("color(") ? 255 : 1;
    return [red * share, green * share, blue * share, alpha];
  };
  const light = ([red, green, blue]) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const over = (front, back) =>
    [0, 1, 2].map((n) => front[n] * front[3] + back[n] * (1 - front[3])).concat(1);
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return undefined;
      const colour = parse(style.backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255, 1]);
  };
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const words = node.textContent.trim();
    if (!words || !element || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest("[disabled], canvas, svg, .map-island, [aria-hidden=true]")) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const back = ground(element);
    if (!back) continue;
    const style = getComputedStyle(element);
    const front = over(parse(style.color), back);
    const [one, other] = [light(front), light(back)];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? large : ordinary) - 0.005) {
      const place = element.className || element.tagName;
      faults.push(`${words.slice(0, 30)} (${place}): ${ratio.toFixed(2)}`);
    }
  }
  return [...new Set(faults)];
}
"""


def list_faint_text(page: Page) -> list[str]:
    """Return the lines whose contrast is below what the standard asks, each with its ratio."""
    found: list[Any] = page.evaluate(MEASURE, [ORDINARY, LARGE])
    return [str(line) for line in found]
