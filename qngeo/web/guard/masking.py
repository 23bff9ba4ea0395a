"""Secrets kept out of the log: passwords, cookies, tokens, keys of OpenID Connect."""

import re
from urllib.parse import unquote, urlsplit

HIDDEN = "***"

_LEAST = 4
"""Letters below which a known secret would hide ordinary words."""

_ADDRESS = re.compile(r"(?<=://)([^\s/@:'\"]*):([^\s/@'\"]+)@")
"""User and password of an address; the user may stay."""

_HEADER = re.compile(r"(?i)\b((?:set-)?cookie|authorization)(['\"]?\s*[:=]\s*)[^\r\n]+")

_NAMED = re.compile(
    r"(?i)(?<![\w-])"
    r"([\w-]*(?:password|passwd|pwd|secret|token|ticket|api[_-]?key|xsrf)[\w-]*)"
    r"(['\"]?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|[^\s&,;)}\]]+)"
)

_SIGN_IN = re.compile(r"(?i)([?&](?:code|state|session_state|id_token)=)[^&\s'\"]+")
"""What an identity provider sends back within an address."""

_known: set[str] = set()


def hide(secret: str) -> None:
    """Never show a secret again, wherever and however it stands in a line."""
    for text in (secret, unquote(secret)):
        if len(text) >= _LEAST:
            _known.add(text)


def hide_password(address: str) -> None:
    """Hide the password of an address such as that of the store, if it has one."""
    try:
        password = urlsplit(address).password
    except ValueError:  # no address
        return
    if password:
        hide(password)


def masked(text: str) -> str:
    r"""Return a text without its secrets.

    Examples
    --------
    >>> masked("postgresql://lan:s3cret@db/qngeo refused password=s3cret")
    'postgresql://lan:***@db/qngeo refused password=***'
    """
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = _ADDRESS.sub(rf"\1:{HIDDEN}@", text)
    text = _HEADER.sub(rf"\1\2{HIDDEN}", text)
    text = _NAMED.sub(rf"\1\2{HIDDEN}", text)
    return _SIGN_IN.sub(rf"\1{HIDDEN}", text)
