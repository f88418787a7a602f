"""A cheap phone on a slow network: what each page weighs, what else it asks for, and how long until it can be used.

`make bench` slows it down and prints how long; the tests ask for what no clock decides, at full speed.
"""

import os
from typing import Any

from playwright.sync_api import Page

IS_SLOW = os.environ.get("SLOW_PHONE") == "1"
# A processor four times slower than this one, and 1.6 Mbit/s with the delay of a phone network.
SLOWER = 4
BYTES_A_SECOND = 1_600_000 / 8
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
OF_A_PAGE = {"Document", "Stylesheet", "Script"}
# Painted, its scripts run, and something to press or to fill in.
USABLE = """() => {
    const page = performance.getEntriesByType("navigation")[0];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    const first = document.querySelector("main :is(input, select, textarea, button, a):not([type=hidden], :disabled)");
    return first && page.domContentLoadedEventEnd && paint
        ? Math.max(page.domContentLoadedEventEnd, paint.startTime) / 1000 : null;
}"""


class SlowPhone:
    """Watches a browser's one page; no file is kept from page to page, each comes as to somebody who was never here."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.weights: dict[str, int] = {}
        self.seconds: dict[str, float] = {}
        self.fonts: list[str] = []
        self.parts: dict[str, str] = {}  # of the page on the screen: each request and its kind
        self.weight = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self.began)
        session.on("Network.loadingFinished", self.ended)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        if IS_SLOW:
            session.send("Network.emulateNetworkConditions", NETWORK)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def began(self, event: Any) -> None:
        """An answer has begun to arrive; a page begins anew with its document."""
        if event["type"] == "Document":
            self.parts, self.weight = {}, 0
        if event["type"] == "Font":
            self.fonts.append(event["response"]["url"])
        self.parts[event["requestId"]] = event["type"]

    def ended(self, event: Any) -> None:
        """All of it is there; its size is what came over the line, head and body."""
        if self.parts.get(event["requestId"]) in OF_A_PAGE:
            self.weight += int(event["encodedDataLength"])

    def arrived(self, name: str) -> None:
        """Write down what the page on the screen weighs, once it is all there, and how long it took to be of use."""
        self.page.wait_for_load_state("load")
        self.seconds[name] = self.page.wait_for_function(USABLE).json_value()
        self.weights[name] = self.weight
