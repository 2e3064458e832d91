"""The stage: one browser, and in it the people of the county, each with a window of their own."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from anlan.demonstration.story.score import StoryError, expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Response

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--lang=zh-CN",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
TIMEOUT_MS = 30_000
#: In the page: when each line of the desk was first seen, and a mark that a reload would wipe.
WATCH = """
(() => {
  const seen = window.anlanSeen = {};
  const look = () => {
    for (const link of document.querySelectorAll("#desk-now a.desk-item__label")) {
      const line = link.closest(".desk-item");
      const level = (line?.className.match(/desk-item--(\\d)/) ?? [])[1] ?? "";
      seen[link.getAttribute("href") + "@" + level] ??= Date.now();
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    look();
    const all = { childList: true, subtree: true };
    new MutationObserver(look).observe(document.documentElement, all);
  });
})();
"""
#: Noise of the software renderer, not of our pages.
HARMLESS = re.compile(r"GL Driver Message|GPU stall|WebGL-0x")
#: What a page cannot but say while nobody answers.
NETWORK = re.compile(r"net::ERR_|Failed to fetch|NetworkError|status of 50[0234]")
#: A refresh that got no answer: why not, its request tells itself.
UNANSWERED = re.compile(r"htmx:(afterRequest|sendError)\b")
#: What becomes of a request that is under way while its page is left, or replaces it.
LEFT = "net::ERR_ABORTED"


def layers_asked(url: str) -> list[str]:
    """Return the layers of the map whose tiles are asked for at an address."""
    parts = urlsplit(url)
    if not parts.path.startswith("/map/tiles/"):
        return []
    alone = parts.path.removeprefix("/map/tiles/").split("/")[0]
    return parse_qs(parts.query).get("layers", [alone])[0].split(",")


def playwright_api() -> Callable[[], Any]:
    """Return the browser driver; it belongs to the tools of development."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        raise StoryError(
            "The story needs the browser driver of the development tools: run `make setup-test`."
        ) from error
    if not Path(CHROMIUM).exists():
        raise StoryError(f"There is no {CHROMIUM}: run `make setup-test`, or install chromium.")
    return sync_playwright


@dataclass
class Stage:
    """The browser with everybody in it; notes what went wrong in any page."""

    address: str
    password: str
    screenshots: Path | None = None
    visitors: dict[str, Visitor] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    requests: int = 0
    #: Somebody has done harm to the platform: what pages say of it is no fault of theirs.
    is_disturbed: bool = False
    browser: Browser | None = None
    _driver: Any = None
    _empty: Page | None = None

    def __enter__(self) -> Stage:
        self._driver = playwright_api()().start()
        # The browser's own services must not look up names: only the platform has one.
        host = urlsplit(self.address).hostname
        rules = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {host}"
        self.browser = self._driver.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, rules]
        )
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.browser is not None:
            with contextlib.suppress(Exception):
                self.browser.close()
        self._driver.stop()

    def enter(
        self,
        username: str,
        *,
        phone: bool = False,
        name: str = "",
        language: str = "zh-CN",
        keeps_app: bool = False,
        signs_in: bool = True,
    ) -> Visitor:
        """Let somebody in, at a desk or on a phone; ``keeps_app``: pages may be installed."""
        assert self.browser is not None
        context = self.browser.new_context(
            **(PHONE if phone else DESKTOP),
            locale=language,
            timezone_id="Asia/Shanghai",
            permissions=["geolocation", "camera"],
            geolocation={"longitude": 119.17, "latitude": 29.03, "accuracy": 12},
            service_workers="allow" if keeps_app else "block",
        )
        context.set_default_timeout(TIMEOUT_MS)
        context.add_init_script(WATCH)
        visitor = Visitor(self, username, context, is_phone=phone)
        context.on("request", lambda request: self._requested(request.url))
        visitor.page = visitor.new_page()
        self.visitors[name or username] = visitor
        if signs_in:
            visitor.sign_in(self.password)
        return visitor

    def _requested(self, url: str) -> None:
        self.requests += 1
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and not url.startswith(
            self.address + "/"
        ):
            self.outside.append(url)

    def empty_page(self) -> Page:
        """A page of nobody, for work with pictures."""
        assert self.browser is not None
        if self._empty is None:
            self._empty = self.browser.new_page()
        return self._empty

    def picture(self, folder: Path) -> list[Path]:
        """Keep what everybody sees now."""
        folder.mkdir(parents=True, exist_ok=True)
        kept = []
        for name, visitor in self.visitors.items():
            for number, page in enumerate(visitor.context.pages):
                path = folder / f"{name}-{number}.png"
                with contextlib.suppress(Exception):
                    page.screenshot(path=path, timeout=5000)
                    kept.append(path)
        return kept


@dataclass
class Visitor:
    """One person with a window; ``page`` is the one looked at."""

    stage: Stage
    username: str
    context: BrowserContext
    is_phone: bool = False
    page: Page = field(init=False)
    map_page: Page = field(init=False)
    awaits_refusal: bool = False

    def new_page(self) -> Page:
        """Open another window of the same person, watched for errors."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self._problem(page, f"script error: {error}"))
        page.on("console", lambda message: self._console(page, message))
        page.on("response", lambda response: self._answered(page, response))
        page.on("requestfailed", lambda request: self._unanswered(page, request))
        return page

    def _problem(self, page: Page, text: str) -> None:
        self.stage.problems.append(f"{self.username} at {page.url}: {text}")

    def _console(self, page: Page, message: Any) -> None:
        if message.type != "error" or HARMLESS.search(message.text):
            return
        if self.stage.is_disturbed and NETWORK.search(message.text):
            return
        if "Failed to load resource" in message.text or UNANSWERED.match(message.text):
            return  # told by the answer itself, or by the request that got none
        self._problem(page, f"console: {message.text}")

    def _unanswered(self, page: Page, request: Request) -> None:
        """A refresh of a part of the page that nobody answered, unless the page was left."""
        is_refresh = request.resource_type == "xhr"
        if is_refresh and request.failure != LEFT and not self.stage.is_disturbed:
            self._problem(page, f"{request.failure} for {request.url}")

    def _answered(self, page: Page, response: Response) -> None:
        if (response.status >= 500 and not self.stage.is_disturbed) or (
            response.status >= 400 and not self.awaits_refusal
        ):
            self._problem(page, f"{response.status} for {response.url}")

    # Going about ---------------------------------------------------------------------------------

    def sign_in(self, password: str) -> None:
        """Fill in the form and arrive at the desk."""
        self.page.goto(f"{self.stage.address}/login/")
        self.page.fill("input[name=username]", self.username)
        self.page.fill("input[type=password]", password)
        self.page.click("form:has(input[type=password]) button[type=submit]")
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def open(self, path: str) -> None:
        """Go to an address of the platform."""
        url = path if path.startswith("http") else f"{self.stage.address}{path}"
        answer = self.page.goto(url)
        expect(answer is None or answer.status < 400, f"{path} answered {answer and answer.status}")

    def status_of(self, path: str) -> int:
        """How the platform answers this person at an address, without leaving the page."""
        answer = self.context.request.get(
            f"{self.stage.address}{path}", max_redirects=0, headers={"Accept": "text/html"}
        )
        return int(answer.status)

    def wait_live(self) -> None:
        """Wait until the live stream is connected."""
        self.page.wait_for_selector(".live-indicator--connected")

    def verb(self, name: str) -> Locator:
        """The button of a verb."""
        return self.page.locator(f'[data-verb="{name}"]').first

    def press(self, name: str, *, reason: str = "") -> None:
        """Press the button of a verb; give a reason, agree, as it asks."""
        button = self.verb(name)
        menu = self.page.locator("details.menu--verbs:not([open])", has=button).first
        if menu.count():
            menu.locator("summary").first.click()
        button.scroll_into_view_if_needed()
        if reason:
            button.click()
            form = self.page.locator(f'details.verb:has(> [data-verb="{name}"]) form').first
            form.locator("textarea").first.fill(reason)
            with self.page.expect_navigation():
                form.locator("button[type=submit]").click()
            return
        asks = button.evaluate("e => !!e.closest('[data-controller~=confirm]')")
        if asks:
            button.click()
            with self.page.expect_navigation():
                self.page.locator("#confirm-dialog [data-confirm-ok]").click()
        else:
            with self.page.expect_navigation():
                button.click()
        self.refuse_problems()

    def fill_in(self, **values: str | bool | Path | list[Path]) -> None:
        """Fill in fields of the form by their names: text, a choice, a mark, a file."""
        for name, value in values.items():
            field = self.page.locator(f'main form [name="{name}"]')
            kind = field.first.evaluate("e => e.type || e.localName")
            if isinstance(value, Path | list):
                field.set_input_files(value)
            elif kind in ("radio", "checkbox"):
                given = f"[value={value!r}]" if isinstance(value, str) else ""
                box = self.page.locator(f'main form [name="{name}"]{given}').first
                box.set_checked(bool(value))
            elif kind == "select-one":
                field.first.select_option(str(value))
            else:
                field.first.fill(str(value))

    def submit(self) -> None:
        """Send the form of the page and go where it leads; a form that comes back is a failure."""
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit].btn-primary").last.click()
        self.refuse_problems()

    def refuse_problems(self) -> None:
        """Fail with the words of the page when it tells of errors."""
        problems = self.page.locator(".problems, .error-page, .alone__box:not(:has(form))").first
        if problems.count() and problems.is_visible():
            raise StoryError(f"{self.page.url}: {problems.inner_text()}")

    def text(self, selector: str = "main") -> str:
        """The words shown somewhere."""
        return self.page.locator(selector).first.inner_text()

    def expect_text(self, *words: str, selector: str = "main") -> None:
        """Fail unless all these words are shown."""
        shown = self.text(selector)
        missing = [word for word in words if word not in shown]
        expect(not missing, f"{self.page.url} does not show {missing}")

    def wait_text(self, text: str, selector: str = "main", timeout_ms: int = TIMEOUT_MS) -> None:
        """Wait until words appear, without touching the page."""
        self.page.locator(selector, has_text=text).first.wait_for(timeout=timeout_ms)

    def wait_until(self, condition: Callable[[], bool], what: str, timeout_s: float = 15.0) -> None:
        """Wait for something noted here; the browser's messages arrive only meanwhile."""
        end = time.monotonic() + timeout_s
        while not condition():
            if time.monotonic() > end:
                raise StoryError(f"after {timeout_s:g} s: {what}")
            self.page.wait_for_timeout(50)

    def settle(self, ms: int = 400) -> None:
        """Let drawings finish, for a picture."""
        if self.stage.screenshots is not None:
            self.page.wait_for_timeout(ms)

    @property
    def is_too_wide(self) -> bool:
        """Whether the page must be pushed sideways."""
        script = "document.documentElement.scrollWidth > innerWidth + 1"
        return bool(self.page.evaluate(script))

    def wait_map(self) -> None:
        """Wait until the map is there, and drawn when a picture is wanted."""
        self.page.wait_for_selector("canvas.maplibregl-canvas")
        if self.stage.screenshots is None:
            return
        with contextlib.suppress(Exception):
            self.page.wait_for_load_state("networkidle", timeout=4000)
        self.settle(1200)

    def shot(self, name: str, *, whole: bool = False, top: bool = True) -> None:
        """Keep a picture for the handbook, when pictures are wanted."""
        if self.stage.screenshots is None:
            return
        from anlan.demonstration.story.pictures import keep_picture

        if top:
            self.page.evaluate("window.scrollTo(0, 0)")
        self.settle(350)
        raw = self.page.screenshot(full_page=whole)
        keep_picture(self.stage.empty_page(), raw, self.stage.screenshots / f"{name}.png")
