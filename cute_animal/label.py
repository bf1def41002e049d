"""The AI label on every file: a visible mark and an XMP packet (TC260 AIGC, IPTC), written and read back.

Only a SafeImage can be written. The wish is never inside a file, unless a grown-up keeps the recipe.
Knows nothing about how the picture was made.
"""

from __future__ import annotations

import contextlib
import functools
import json
import math
import os
import time
import uuid
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from cute_animal.errors import BadRequest
from cute_animal.safety.image import SafeImage
from cute_animal.wording import Language, language_of, say

if TYPE_CHECKING:
    from cute_animal.prompt import GenerationRequest

MARK: Final = "AI生成"
# Text height as a share of the short side. The rule asks for 5 %; soft edges take a pixel or two.
MARK_SHARE: Final = 0.057
PRODUCER: Final = "Cute Animal for Kids"
FONT_FILE: Final = Path(__file__).with_name("data") / "ai-label.otf"  # holds the mark's few glyphs only

AIGC_NAMESPACE: Final = "http://www.tc260.org.cn/ns/AIGC/1.0/"
AIGC_FIELDS: Final = (
    "Label", "ContentProducer", "ProduceID", "ReservedCode1",
    "ContentPropagator", "PropagateID", "ReservedCode2",
)  # fmt: skip
IPTC_NAMESPACE: Final = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
SOURCE_TYPE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
RECIPE_NAMESPACE: Final = "urn:cute-animal:recipe:1.0/"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PNG_XMP_KEY: Final = "XML:com.adobe.xmp"
NO_TEXTS: Final[Mapping[str, str]] = MappingProxyType({})
_FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


@dataclass(frozen=True)
class Drawing:
    """A labelled file on disk, what it was drawn from, and how long each stage took."""

    path: Path
    request: GenerationRequest
    produce_id: str
    timings_s: Mapping[str, float]


@dataclass(frozen=True)
class Label:
    """What a file says about itself. `recipe` is there only if a grown-up had it kept."""

    is_ai_generated: bool
    produce_id: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    source_type: str | None = None
    recipe: Mapping[str, Any] | None = None


def write_drawing(
    safe: SafeImage,
    request: GenerationRequest,
    destination: Path,
    *,
    timings_s: Mapping[str, float],
    keep_recipe: bool = False,
    texts: Mapping[str, str] = NO_TEXTS,
) -> Drawing:
    """Mark the picture, label it and write it whole or not at all.

    destination: a folder (made if missing; the file is named after its ProduceID) or a .png, .jpg, .webp.
    texts: chunks of ASCII for a kept recipe in a PNG, as other programs read it there.
    Raises BadRequest if that cannot be written.
    """
    if not isinstance(safe, SafeImage):
        raise TypeError("write_drawing takes a SafeImage: only a checked picture reaches the disk")
    start_s = time.perf_counter()
    destination = Path(destination)
    produce_id = uuid.uuid4().hex
    path = destination
    try:
        if destination.is_dir() or not destination.suffix:
            path = destination / f"cute-animal-{produce_id}.png"
        if path.suffix.lower() not in _FORMATS:
            raise ValueError(f"{path.suffix} is no picture format of ours")
        packet = _xmp_packet(produce_id, _recipe(request) if keep_recipe else None)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(_marked(safe.image), path, produce_id, packet, texts if keep_recipe else NO_TEXTS)
    except (OSError, ValueError) as error:
        raise _unwritable(path, request, f"{type(error).__name__}: {error}") from error
    timings = {**timings_s, "save": time.perf_counter() - start_s}
    return Drawing(path, request, produce_id, MappingProxyType(timings))


def read_label(path: Path | str, *, language: Language = "en") -> Label:
    """Read what a picture says about itself. Raises BadRequest if the file is not a readable picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                picture.load()  # text may stand behind the pixels, and a cut-off file shows itself only here
                packet = picture.info.get(_PNG_XMP_KEY) or picture.info.get("xmp") or b""
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        message = say("cannot-read-picture", language, path=Path(str(path)).name)
        raise BadRequest(message, detail=f"{type(error).__name__}: {error}") from error
    return _parsed(packet.encode() if isinstance(packet, str) else packet)


def _unwritable(path: Path, request: GenerationRequest, detail: str) -> BadRequest:
    language = getattr(request, "language", None) or language_of(getattr(request, "prompt", ""))
    return BadRequest(say("cannot-write", language, path=path), detail=detail)


def _write(
    picture: Image.Image, path: Path, produce_id: str, packet: bytes, texts: Mapping[str, str]
) -> None:
    """Write beside the path first and rename then, so that no reader ever sees half a file."""
    part = path.with_name(f".{produce_id}.part")
    try:
        with part.open("xb") as file:
            _save(picture, file, _FORMATS[path.suffix.lower()], packet, texts)
            file.flush()
            os.fsync(file.fileno())  # else a name could outlive a power cut and its pixels not
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _save(
    picture: Image.Image, file: BinaryIO, file_format: str, packet: bytes, texts: Mapping[str, str]
) -> None:
    if file_format == "PNG":
        chunks = PngImagePlugin.PngInfo()
        chunks.add_itxt(_PNG_XMP_KEY, packet.decode())
        for key, text in texts.items():
            chunks.add_text(key, text)
        picture.save(file, "PNG", pnginfo=chunks, compress_level=1)  # level 6 takes half as long again
    else:
        picture.save(file, file_format, xmp=packet, quality=92)


def _marked(picture: Image.Image) -> Image.Image:
    """Return a copy with the visible mark in the lower right corner."""
    mark = _mark(min(picture.size))
    marked = picture.copy()
    margin = round(0.015 * min(picture.size))
    corner = (picture.width - mark.width - margin, picture.height - mark.height - margin)
    marked.paste(mark, corner, mark)
    return marked


@functools.lru_cache(maxsize=8)
def _mark(short_side_px: int) -> Image.Image:
    """Draw the words on a soft pill: dark on nearly white, so that they can be read on any picture. RGBA."""
    font = _font(math.ceil(MARK_SHARE * short_side_px))
    left, top, right, bottom = font.getbbox(MARK)
    text_height = bottom - top
    pad_x, pad_y = round(0.40 * text_height), round(0.22 * text_height)
    size = (round(right - left) + 2 * pad_x, round(text_height) + 2 * pad_y)
    smooth = 4  # Pillow draws shapes without anti-aliasing
    shape = Image.new("L", (size[0] * smooth, size[1] * smooth))
    ImageDraw.Draw(shape).rounded_rectangle(
        (0, 0, shape.width - 1, shape.height - 1), shape.height // 2, fill=222
    )
    pill = Image.new("RGBA", size, (255, 255, 255, 0))
    pill.putalpha(shape.resize(size, Image.Resampling.LANCZOS))
    ink = Image.new("L", size)
    ImageDraw.Draw(ink).text((pad_x - left, pad_y - top), MARK, fill=255, font=font)
    alpha = pill.getchannel("A")
    pill.paste((70, 62, 84), (0, 0), ink)
    pill.putalpha(Image.composite(Image.new("L", size, 255), alpha, ink))
    return pill


def _font(text_height_px: int) -> ImageFont.FreeTypeFont:
    """Load the shipped font at the smallest size whose ink is at least so high."""
    size = text_height_px
    while True:
        font = ImageFont.truetype(str(FONT_FILE), size)
        _, top, _, bottom = font.getbbox(MARK)
        if bottom - top >= text_height_px:
            return font
        size += 1


def _recipe(request: GenerationRequest) -> dict[str, Any]:
    """What draws the picture again at any door: the wish in its own words, not what the model was told."""
    keys = ("seed", "num_inference_steps", "preset", "scheduler")
    numbers = {key: getattr(request, key) for key in keys if getattr(request, key, None) is not None}
    adapters = [f"{worn.name}:{worn.strength:g}" for worn in getattr(request, "adapters", ())]
    return {"prompt": request.wish, **numbers, **({"adapters": adapters} if adapters else {})}


def _xmp_packet(produce_id: str, recipe: Mapping[str, Any] | None) -> bytes:
    fields = dict.fromkeys(AIGC_FIELDS, "") | {
        "Label": "1",
        "ContentProducer": PRODUCER,
        "ProduceID": produce_id,
    }
    properties = [("TC260:AIGC", json.dumps(fields)), ("Iptc4xmpExt:DigitalSourceType", SOURCE_TYPE)]
    if recipe is not None:
        properties.append(("cute:Recipe", json.dumps(recipe)))  # ASCII JSON: any wish stays legal inside XML
    body = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in properties)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}"><rdf:Description rdf:about=""'
        f' xmlns:TC260="{AIGC_NAMESPACE}" xmlns:Iptc4xmpExt="{IPTC_NAMESPACE}"'
        f' xmlns:cute="{RECIPE_NAMESPACE}">'
        f'{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def _parsed(packet: bytes) -> Label:
    """Read a packet that anybody may have written: anything unexpected counts as unlabelled."""
    if not packet or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:  # entities could blow it up
        return Label(is_ai_generated=False)
    try:
        root = ElementTree.fromstring(packet.decode("utf-8").lstrip("\ufeff").rstrip("\0 \r\n"))
    except (ElementTree.ParseError, UnicodeDecodeError, ValueError):
        return Label(is_ai_generated=False)
    found = {}
    for description in root.iter(f"{{{_RDF}}}Description"):  # XMP allows properties as attributes, too
        found.update(description.attrib)
        found.update({child.tag: child.text or "" for child in description})
    fields = _json_object(found.get(f"{{{AIGC_NAMESPACE}}}AIGC"))
    source_type = found.get(f"{{{IPTC_NAMESPACE}}}DigitalSourceType")
    return Label(
        is_ai_generated=str(fields.get("Label", "")) in ("1", "2", "3") or source_type == SOURCE_TYPE,
        produce_id=str(fields["ProduceID"]) if fields.get("ProduceID") else None,
        fields=MappingProxyType({key: str(value) for key, value in fields.items()}),
        source_type=source_type,
        recipe=_json_object(found.get(f"{{{RECIPE_NAMESPACE}}}Recipe")) or None,
    )


def _json_object(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
