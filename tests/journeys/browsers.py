"""What people do in a browser: choose answers, send photos, read mail; and what must hold on every page."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

from tests.mailserver import MailServer

SCREENS: dict[str, Any] = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
NARROWEST = {"width": 320, "height": 700}
# The elements that reach beyond the edge of the page, outside what may scroll by itself; none when the page fits.
TOO_WIDE = """() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    return [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > edge + 1 && !one.closest(".scroll-x > *"))
        .map((one) => `${one.tagName} ${one.getAttribute("class") || ""} ${one.textContent.trim().slice(0, 30)}`)
        .concat([`the page is ${document.documentElement.scrollWidth} wide`]);
}"""
ADDRESS = re.compile(r"http://testserver(/\S+)")


def watch(page: Page, troubles: list[str]) -> None:
    """Write down script errors, console errors, requests that failed and answers that say so."""

    def console(line: ConsoleMessage) -> None:
        if line.type == "error":
            troubles.append(f"console at {page.url}: {line.text}")

    def failed(request: Request) -> None:
        # the browser itself aborts what a new page makes needless, and a page that turns into a download
        if request.failure != "net::ERR_ABORTED":
            troubles.append(f"{request.method} {request.url}: {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            troubles.append(f"{response.request.method} {response.url}: {response.status}")

    page.on("console", console)
    page.on("pageerror", lambda error: troubles.append(f"script at {page.url}: {error}"))
    page.on("requestfailed", failed)
    page.on("response", answered)


def fits(page: Page) -> None:
    """Nothing reaches beyond the edge, at this width and, on a phone, at the narrowest that counts."""
    if not scripted(page):
        return
    assert not (wide := page.evaluate(TOO_WIDE)), f"{page.url}: {wide}"
    width = page.viewport_size
    if width and width["width"] < 700:
        page.set_viewport_size(NARROWEST)
        assert not (wide := page.evaluate(TOO_WIDE)), f"{page.url} at 320 px: {wide}"
        page.set_viewport_size(width)


def barriers(page: Page, rules: Mapping[str, Any]) -> list[Any]:
    """What axe finds on this page; it is loaded once a page, and what passes is not sent back."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[Any] = page.evaluate("rules => axe.run(rules).then((found) => found.violations)", rules)
    return found


def fill(page: Page, typed: Mapping[str, Any]) -> None:
    """Answer as people do: type into boxes, choose from lists, press the words beside a circle or a tick box."""
    for name, value in typed.items():
        named = page.locator(f'main [name="{name}"]')
        kind = named.first.evaluate("field => field.type") if scripted(page) else named.first.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            for one in [value] if isinstance(value, str) else value:
                wanted = (
                    named if named.count() == 1 and one == "on" else page.locator(f'[name="{name}"][value="{one}"]')
                )
                choose(page, wanted)
        elif named.first.locator("xpath=self::select").count():
            named.first.select_option(value)
        else:
            named.first.fill(value)


def choose(page: Page, choice: Locator) -> None:
    """Press the tile or the words of a circle or a tick box that is not chosen yet."""
    if not choice.is_checked():
        tile = page.locator(".tile", has=choice)
        (tile if tile.count() else page.locator(f'label[for="{choice.get_attribute("id")}"]')).click()
    assert choice.is_checked()


def scripted(page: Page) -> bool:
    return page.locator("html.js").count() > 0


def press(page: Page, name: str, *, exact: bool = False) -> None:
    """Press the button of this name and wait for the page behind it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=exact).first.click()


def send_photo(page: Page, view: str, name: str, content: bytes) -> None:
    """Choose a file for one view and send it; a hint of the phone is passed over. The worker makes the picture."""
    page.locator(f"#photo_{view}").set_input_files({"name": name, "mimeType": "", "buffer": content})
    here = page.locator(f"#view-{view}")
    if not scripted(page):
        with page.expect_navigation():
            here.get_by_role("button", name="Send").click()
        return
    sent = here.locator("img, [data-keep]:not([hidden])").first
    sent.wait_for()
    if here.locator("[data-keep]").is_visible():
        here.locator("[data-keep]").click()
    here.locator("img").wait_for()


def until(question: Callable[[], Any], seconds: float = 40) -> Any:
    """The first answer to the question that is not empty."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, f"nothing came of it in {seconds} s"
        time.sleep(0.05)
    return answer


def letters_to(server: MailServer, address: str, number: int = 1) -> list[str]:
    """The texts of the messages to this address, once there are so many."""

    def received() -> list[str]:
        texts = [one.message.get_content() for one in list(server.messages) if address in one.recipients]
        return texts if len(texts) >= number else []

    found: list[str] = until(received)
    return found


def link_in(text: str, start: str) -> str:
    """The path of the link in a letter that begins so."""
    return next(path for path in ADDRESS.findall(text) if path.startswith(start))
