"""The guard in its order, as `app.py` gives it to Streamlit."""

from starlette.middleware import Middleware

from qngeo.web.guard import policy
from qngeo.web.guard.headers import Headers
from qngeo.web.guard.limits import Limits
from qngeo.web.guard.watch import Watch


def middleware(*, index: str, upload_mb: int) -> list[Middleware]:
    """Return what each request passes, the outermost first.

    Parameters
    ----------
    index : str
        Streamlit's page, whose inline scripts are allowed.
    upload_mb : int
        Largest upload, MiB.
    """
    return [
        Middleware(Headers, inline=policy.hashes(index)),
        Middleware(Watch),
        Middleware(Limits, upload_mb=upload_mb),
    ]
