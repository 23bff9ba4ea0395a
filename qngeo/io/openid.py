"""Does an address describe an identity provider (OpenID Connect Discovery 1.0)?"""

import json
import urllib.request

WAIT_S = 5.0
MOST_BYTES = 1_000_000


def speaks_openid(url: str, *, wait_s: float = WAIT_S) -> bool:
    """Tell whether a provider's metadata can be fetched now.

    Parameters
    ----------
    url : str
        Of ``.well-known/openid-configuration``, http or https.
    wait_s : float, seconds
    """
    if not url.startswith(("https://", "http://")):
        return False
    try:
        with urllib.request.urlopen(url, timeout=wait_s) as answer:
            told = json.loads(answer.read(MOST_BYTES))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and "authorization_endpoint" in told
