"""XML files from people, looked at before any driver reads them."""

import io
import re
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from qngeo.errors import SchemaError

MAX_DEPTH = 60
"""Elements within one another; a reader that recurses could run out of stack."""

_SCHEMA_PLACE = re.compile(
    rb"\s[\w.\-]*:?(?:noNamespaceSchemaLocation|schemaLocation)\s*=\s*"
    rb"(?:\"[^\"]*\"|'[^']*')"
)


def safe_xml(content: bytes, name: str, *, roots: frozenset[str]) -> bytes:
    """Check an XML file and take the addresses of its schemas away.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    roots : frozenset of str
        Allowed names of the outermost element, without namespace, in small letters.

    Returns
    -------
    bytes that point to no file or address for GDAL to open.

    Raises
    ------
    SchemaError
        If it is no well-formed XML, defines entities or a document type, nests
        deeper than `MAX_DEPTH`, is of another kind, or points to other files.
    """
    if b"\x00" in content:
        msg = f"{name} is not written in UTF-8: save it in UTF-8"
        raise SchemaError(msg)
    try:
        _walk(content, name, roots)
    except DefusedXmlException as error:
        msg = f"{name} defines its own XML entities or document type: save it anew"
        raise SchemaError(msg) from error
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, SchemaError):
            raise
        msg = f"{name} is no well-formed XML ({error}): export it anew"
        raise SchemaError(msg) from error
    return _SCHEMA_PLACE.sub(b"", content)


def _walk(content: bytes, name: str, roots: frozenset[str]) -> None:
    depth = 0
    for event, element in iterparse(
        io.BytesIO(content), events=("start", "end"), forbid_dtd=True
    ):
        if event == "end":
            depth -= 1
            element.clear()
            continue
        local = str(element.tag).rpartition("}")[2]
        if depth == 0 and local.lower() not in roots:
            msg = f"{name} is of another kind: its outermost element is {local[:40]!r}"
            raise SchemaError(msg)
        depth += 1
        if depth > MAX_DEPTH:
            msg = f"{name} nests more than {MAX_DEPTH} elements deep: export it anew"
            raise SchemaError(msg)
        _no_links(local, element.attrib, name)


def _no_links(local: str, attributes: dict[str, str], name: str) -> None:
    """Refuse elements that would make a reader fetch something else."""
    away = any(
        key.endswith("}href") and not value.startswith("#")
        for key, value in attributes.items()
    )
    if local == "NetworkLink" or away:
        msg = f"{name} points to files elsewhere, which are not fetched: save it whole"
        raise SchemaError(msg)
