"""What stands in front of every request: a limit for bodies, a check of the Host, strict headers on answers.

Plain ASGI, so that it wraps gradio's own server and ours alike and never buffers a stream. Knows nothing
about what is served.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cute_animal.wording import say

MAX_BODY_BYTES = 64 * 1024  # a wish has at most 400 characters; gradio itself would take 50 MB

# gradio needs inline scripts and styles, builds HTML templates with Function(), and shows pictures as blobs.
# A Space is shown inside the hub's page, in a frame: nobody else may frame the page.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self' https://huggingface.co https://*.hf.space",
    )
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class BodyTooLarge(Exception):
    """The body went over the limit while it was being read."""


class Guard:
    """ASGI middleware. only_local: answer only to requests that call this computer by a local name."""

    def __init__(
        self, app: ASGIApp, *, only_local: bool = False, max_body_bytes: int = MAX_BODY_BYTES
    ) -> None:
        self.app = app
        self.only_local = only_local
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        is_foreign = self.only_local and not is_local_name(headers.get(b"host", b"").decode("latin-1"))
        if scope["type"] == "websocket":
            if is_foreign:
                await send({"type": "websocket.close", "code": 1008})  # RFC 6455, 7.4.1: policy violation
            else:
                await self.app(scope, receive, send)
            return
        if is_foreign:
            # A web page can point its own name at 127.0.0.1 and talk to us through a visitor's browser.
            await _refuse(send, 421, "wrong-host")
            return
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self.max_body_bytes:
            await _refuse(send, 413, "body-too-large")
            return

        read_bytes = 0
        started = False

        async def limited_receive() -> Message:
            nonlocal read_bytes
            message = await receive()
            if message["type"] == "http.request":
                read_bytes += len(message.get("body", b""))
                if read_bytes > self.max_body_bytes:
                    raise BodyTooLarge
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if read_bytes > self.max_body_bytes and not started:
                return  # what the application makes of our exception is not the answer
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": [*message["headers"], *_own_headers(message["headers"])]}
            await send(message)

        with suppress(BodyTooLarge):
            await self.app(scope, limited_receive, send_with_headers)
        if read_bytes > self.max_body_bytes and not started:
            await _refuse(send, 413, "body-too-large")


def is_local_name(host: str) -> bool:
    """Tell whether a Host header names this computer: localhost or a loopback address, with any port."""
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 or "]:" in host else host
    name = name.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _own_headers(present: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in present}
    own = ((name.encode("ascii"), value.encode("ascii")) for name, value in HEADERS.items())
    return [(name, value) for name, value in own if name not in names]


async def _refuse(send: Send, status: int, key: str) -> None:
    """Answer with that sentence of wording.py in both languages: nobody has read which one is spoken."""
    sentence = " ".join(say(key, language) for language in ("zh", "en"))
    body = json.dumps({"error": sentence}).encode("utf-8")
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"connection", b"close"),  # the rest of an oversized body is not read
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers + _own_headers(headers)})
    await send({"type": "http.response.body", "body": body})
