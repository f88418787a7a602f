"""A network that breaks: a relay before the server, which cuts every connection when so many bytes have gone up."""

import contextlib
import socket
import struct
import threading
from urllib.parse import urlsplit


class CuttingRelay:
    """Passes bytes on to the server at `url`; at each of `cuts`, counted over all connections, everything is reset."""

    def __init__(self, url: str, cuts: list[int]) -> None:
        parts = urlsplit(url)
        self.server = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.cuts, self.sent_up, self.made_cuts = sorted(cuts), 0, 0
        self.lock = threading.Lock()
        self.open: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self.server)
            except OSError:
                near.close()
                continue
            self.open += [near, far]
            threading.Thread(target=self.pump, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self.pump, args=(far, near, False), daemon=True).start()

    def pump(self, source: socket.socket, sink: socket.socket, is_up: bool) -> None:
        """Pass on what comes; in the end each of the two closes the socket that it read from."""
        with contextlib.closing(source), contextlib.suppress(OSError):
            while piece := source.recv(8192):
                if is_up and self.is_over_a_cut(len(piece)):
                    # half of it still goes through: the server holds a request without its end
                    sink.sendall(piece[: len(piece) // 2])
                    self.reset_all()
                    return
                sink.sendall(piece)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def is_over_a_cut(self, more: int) -> bool:
        with self.lock:
            self.sent_up += more
            if not self.cuts or self.sent_up < self.cuts[0]:
                return False
            self.cuts.pop(0)
            self.made_cuts += 1
            return True

    def reset_all(self) -> None:
        for one in self.open:
            with contextlib.suppress(OSError), contextlib.closing(one):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RDWR)  # a pump that waits in it would hold it open
        self.open.clear()

    def close(self) -> None:
        self.listener.close()
        self.reset_all()
