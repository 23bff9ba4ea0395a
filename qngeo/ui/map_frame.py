"""A map in a frame that stays through reruns, as a Streamlit component.

Both maps share the look of the frame and `bridge.js`, which mounts it and keeps its
view in the address; each adds a bridge of its own for its messages.
"""

from pathlib import Path
from typing import Any

import streamlit as st

_CSS = """
.qngeo-map {{ line-height: 0; }}
.qngeo-frame {{
  border: 1px solid var(--qn-line); border-radius: 8px; box-sizing: border-box;
  display: block; max-height: 92vh; width: 100%;
}}
@media (max-width: 640px) {{ .qngeo-frame {{ {narrow} }} }}
@media print {{ .qngeo-map {{ break-inside: avoid; }} }}
"""

_HERE = Path(__file__).parent


def map_frame(name: str, *, bridge: str, narrow: str) -> Any:
    """Declare the component of a map.

    Parameters
    ----------
    name : str
        Of the component, such as "qngeo_map".
    bridge : str
        File beside this module that follows `bridge.js` in the same module.
    narrow : str
        CSS declarations of the frame on a phone.

    Returns
    -------
    Component
        To be called with ``key`` and ``data``, among them ``url``, ``title``,
        ``height`` in pixels and ``fill``, whether the map fills another page.
    """
    files = (_HERE / "bridge.js", _HERE / bridge)
    return st.components.v2.component(
        name,
        html='<div class="qngeo-map"></div>',
        css=_CSS.format(narrow=narrow),
        js="\n".join(file.read_text(encoding="utf-8") for file in files),
    )
