"""What a request is refused with: a status, its name and one line of reason."""

from qngeo.errors import DateError, NumberError, QngeoError, UnknownNameError

CODES = {
    400: "InvalidParameterValue",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    503: "ServerBusy",
    504: "TookTooLong",
}
"""Name of each status as the exception body gives it."""

SHOWN = 80
"""Characters of a refused value that the reason repeats."""


class RefusedError(QngeoError, ValueError):
    """A request that cannot be answered as it was asked.

    Parameters
    ----------
    message : str
        One line: the parameter, the value, the rule and the remedy.
    status : int
        One of `CODES`.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def status_of(error: QngeoError) -> int:
    """Return the HTTP status that an error is answered with.

    Examples
    --------
    >>> status_of(UnknownNameError("no layer")), status_of(DateError("no day"))
    (404, 400)
    """
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error, UnknownNameError):
        return 404
    return 400 if isinstance(error, DateError | NumberError) else 503


def shortened(value: str) -> str:
    """Return a value as the reason may repeat it: quoted, and cut when long."""
    return repr(value if len(value) <= SHOWN else value[: SHOWN - 3] + "...")
