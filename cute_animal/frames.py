"""What travels over an engine's socket: a JSON object and, behind it, the pixels of a picture, if any.

Plain values only, nothing that could run: a frame is 8 bytes of lengths, the JSON, then RGB bytes. Knows
nothing of what is said.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any, Final

from PIL import Image

_LENGTHS: Final = struct.Struct(">II")  # of the JSON and of the pixels, in bytes
MOST_BYTES: Final = 64 * 2**20  # a picture of 4096 x 4096 px has 48 MiB
# A frame that has begun comes or goes within this: both ends are on one computer.
FRAME_S: Final = 30.0


class HungUp(ConnectionError):
    """The other end is gone."""


def send(line: socket.socket, message: dict[str, Any], picture: Image.Image | None = None) -> None:
    """Send a frame. Raises OSError if nobody reads it."""
    pixels = b""
    if picture is not None:
        message = {**message, "size": picture.size}
        pixels = picture.convert("RGB").tobytes()
    text = json.dumps(message).encode()
    line.settimeout(FRAME_S)
    line.sendall(_LENGTHS.pack(len(text), len(pixels)) + text + pixels)


def receive(line: socket.socket, *, within_s: float) -> tuple[dict[str, Any], Image.Image | None] | None:
    """Return (message, picture), None if none has begun within that time.

    Raises HungUp at the end, OSError, and ValueError for what is no frame.
    """
    line.settimeout(within_s)
    try:
        begun = line.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return None
    if not begun:
        raise HungUp
    line.settimeout(FRAME_S)
    text_bytes, pixel_bytes = _LENGTHS.unpack(_exactly(line, _LENGTHS.size))
    if text_bytes + pixel_bytes > MOST_BYTES:
        raise ValueError("a frame is too long")
    message = json.loads(_exactly(line, text_bytes))
    if not isinstance(message, dict):
        raise ValueError("a frame is no object")
    pixels = _exactly(line, pixel_bytes)
    return message, Image.frombytes("RGB", tuple(message["size"]), pixels) if pixels else None


def has_hung_up(line: socket.socket) -> bool:
    """Tell, without waiting, whether the other end is gone. For an end that has nothing to say any more."""
    line.setblocking(False)
    try:
        return not line.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True


def _exactly(line: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = line.recv(min(count - len(data), 2**20))
        if not part:
            raise HungUp
        data += part
    return bytes(data)
