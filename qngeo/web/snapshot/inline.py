"""Scripts, styles and data put into a page so that it fetches nothing."""

import base64
import json
import mimetypes
import re
from typing import Any

from branca.element import Element
from folium.template import Template

from qngeo.web.assets import asset, bundle

_ADDRESS = re.compile(r"""url\((["']?)\.\./([^"')]+)\1\)""")

_ESCAPED = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028",
     "\u2029": "\\u2029"}
)  # fmt: skip
"""What could end a script, or a line of one, within a text; as JSON writes it."""


class Inline(Element):  # type: ignore[misc]  # folium carries no types
    """Text between the tags of an element, as it stands."""

    _template = Template("<{{ this.tag }}>{{ this.text }}</{{ this.name }}>")

    def __init__(self, tag: str, text: str) -> None:
        super().__init__()
        self._name = "Inline"
        self.tag = tag
        self.name = tag.partition(" ")[0]
        self.text = text


def as_json(value: Any) -> str:
    r"""Write data as JSON that no text in it can lead out of a script element.

    Examples
    --------
    >>> as_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPED)


def data_block(name: str, value: Any) -> Inline:
    """Return data as an element that scripts read by its id and that is never run."""
    return Inline(f'script type="application/json" id="{name}"', as_json(value))


def script(name: str) -> Inline:
    """Return a bundle of scripts as an element of the page."""
    text = bundle(name).body.decode()
    return Inline("script", re.sub(r"</(script)", r"<\\/\1", text, flags=re.IGNORECASE))


def style(name: str) -> Inline:
    """Return a bundle of styles, the fonts and pictures that it names within it."""
    text = bundle(name).body.decode()
    return Inline("style", _ADDRESS.sub(_embedded, text))


def _embedded(address: re.Match[str]) -> str:
    """Return a file of the assets as a data address; nothing where there is none."""
    path = address[2]
    found = asset(path)
    if found is None:
        return "none"
    media = "font/woff2" if path.endswith(".woff2") else mimetypes.guess_type(path)[0]
    return f'url("data:{media};base64,{base64.b64encode(found.body).decode()}")'
