"""A provider of texts on loopback: speaks Twilio's protocol, keeps what it is sent, and misbehaves as told."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

ACCOUNT, TOKEN, SENDER = "AC" + "0" * 32, "an invented token", "+447700900001"
# Twilio's own codes and words for a number.
NO_NUMBER = (21211, "Invalid 'To' Phone Number")
NO_MOBILE = (21614, "'To' number is not a valid mobile number")
STOPPED = (21610, "Attempt to send to unsubscribed recipient")
ACCEPT, REFUSE, DROP, TAKE_AND_DROP, TAKE_AND_HANG = "accept", "refuse", "drop", "take and drop", "take and hang"


@dataclass
class TextServer:
    """`mode` says what happens to the next texts; `refusals` are numbers that it refuses, with code and words."""

    texts: list[dict[str, str]] = field(default_factory=list)
    asked: int = 0
    mode: str = ACCEPT
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    pause_seconds: float = 0
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """What SMS_URL must say to reach this server."""
        return f"twilio+http://{ACCOUNT}:{TOKEN.replace(' ', '%20')}@127.0.0.1:{self.port}"


class Twilio(BaseHTTPRequestHandler):
    """One request of one text."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_POST(self) -> None:
        """Read the form, then do what the server's mode says."""
        told: TextServer = self.server.told
        told.asked += 1
        form = {name: values[0] for name, values in parse_qs(self._body(), keep_blank_values=True).items()}
        told.over.wait(told.pause_seconds)
        if told.mode == DROP:
            return self._hang_up()
        if told.mode == REFUSE:
            return self._answer(told.status, {"code": 20429, "message": "As it was told"}, told.headers)
        if wrong := self._wrong(form, told):
            return self._answer(*wrong)
        told.texts.append(form)
        if told.mode == TAKE_AND_HANG:
            told.over.wait(20)
        if told.mode in {TAKE_AND_DROP, TAKE_AND_HANG}:
            return self._hang_up()
        return self._answer(201, {"sid": f"SM{len(told.texts):032d}", "status": "queued", "num_segments": "1"})

    def _body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()

    def _wrong(self, form: dict[str, str], told: TextServer) -> tuple[int, dict[str, Any]] | None:
        """What Twilio finds wrong with a request: the account, the address, a missing field, the number."""
        pass_ = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {pass_}":
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        if self.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return 404, {"code": 20404, "message": "The requested resource was not found", "status": 404}
        if self.headers.get("Content-Type") != "application/x-www-form-urlencoded":
            return 415, {"code": 20415, "message": "Unsupported Media Type", "status": 415}
        for name, code in (("To", 21604), ("Body", 21602), ("From", 21603)):
            if not form.get(name):
                return 400, {"code": code, "message": f"A '{name}' is required", "status": 400}
        if form["To"] in told.refusals:
            code, message = told.refusals[form["To"]]
            return 400, {"code": code, "message": message, "status": 400}
        return None

    def _answer(self, status: int, said: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Type": "application/json", "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        """Close the connection without an answer."""
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


@contextmanager
def serving() -> Iterator[TextServer]:
    """A server that runs until the block ends."""
    told = TextServer()
    with ThreadingHTTPServer(("127.0.0.1", 0), Twilio) as server:
        server.told, server.daemon_threads = told, True
        told.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield told
        told.over.set()
        server.shutdown()
        thread.join(5)
