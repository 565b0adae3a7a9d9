"""A mail server that is slow, holds a letter or says no, and robots of groups that take a message and fall silent."""

from __future__ import annotations

import email
import json
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class Post:
    """`taken` are the names of the letters as far as the @, in order; at the `hold_at`th it says nothing more."""

    def __init__(self, *, slow: float = 0, hold_at: int = 0) -> None:
        self.slow, self.hold_at, self.refuses = slow, hold_at, False
        self.taken: list[str] = []
        self.refused = 0
        self._lock = threading.Lock()
        self.held, self.go_on = threading.Event(), threading.Event()
        post = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 here\r\n")
                for line in self.rfile:
                    word = line[:4].strip().upper()
                    self.wfile.write(post.answer(word, self))
                    if word == b"QUIT":
                        return

        self._server = _Server(("127.0.0.1", 0), Talk)
        self.url = f"smtp://127.0.0.1:{self._server.server_address[1]}?tls=0"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, word: bytes, talk: socketserver.StreamRequestHandler) -> bytes:
        if word == b"RCPT" and self.refuses:
            self.refused += 1
            return b"554 no\r\n"
        if word != b"DATA":
            return b"250 fine\r\n"
        talk.wfile.write(b"354 go on\r\n")
        text = b""
        while (line := talk.rfile.readline()) not in {b".\r\n", b""}:
            text += line
        with self._lock:
            self.taken.append(email.message_from_bytes(text)["Message-ID"].strip("<>").partition("@")[0])
            place = len(self.taken)
        time.sleep(self.slow)
        if place == self.hold_at:
            self.held.set()
            self.go_on.wait(60)
        return b"250 taken\r\n"

    def close(self) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()


class Robots:
    """WeCom's takes what it is told and falls silent, DingTalk's says no."""

    def __init__(self) -> None:
        self.told: dict[str, list[str]] = {"/cgi-bin/webhook/send": [], "/robot/send": []}
        self._end = threading.Event()
        robots = self

        class Talk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                path = self.path.partition("?")[0]
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                robots.told[path].append(body["text"]["content"])
                if path.startswith("/cgi-bin"):
                    robots._end.wait(60)
                    return
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"errcode":310000}')

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
        self.host = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._end.set()
        self._server.shutdown()
        self._server.server_close()
