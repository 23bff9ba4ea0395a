"""Every error qngeo raises on purpose; each is ours and a builtin as well."""


class QngeoError(Exception):
    """Base of all errors that a user can act on."""


class SchemaError(QngeoError, ValueError):
    """A table does not keep its schema; the message lists every fault found."""


class UnknownNameError(QngeoError, LookupError):
    """A name, id or definition is not known; the message names the nearest one."""


class DateError(QngeoError, ValueError):
    """A text is not a date, partial date or range that qngeo can read."""


class NumberError(QngeoError, ValueError):
    """A text is not a number in Vietnamese or English writing."""


class BalanceError(QngeoError, ValueError):
    """Parts exceed their whole."""


class TooFewFiguresError(QngeoError, ValueError):
    """A trend was asked of fewer dated figures than it needs."""


class MissingDataError(QngeoError, FileNotFoundError):
    """A file that qngeo needs is not there; the message says how to get it."""


class StaleLayersError(QngeoError, RuntimeError):
    """The published layers differ from what the data would give."""


class SampleError(QngeoError, ValueError):
    """Reference points cannot carry the estimate that is asked of them."""


class RasterError(QngeoError, OSError):
    """A raster file cannot be read; the message names the file and the place."""


class StoreError(QngeoError, RuntimeError):
    """The store of own data cannot do what is asked; nothing in it was changed."""


class AccessError(QngeoError, PermissionError):
    """Someone may not do what they ask; the message says who could allow it."""


class ExportError(QngeoError, ValueError):
    """A file cannot be written as asked; nothing was written."""


class ConflictError(StoreError):
    """A write rests on rows that someone else has changed since."""


class ReportError(QngeoError, RuntimeError):
    """A report cannot be set as a document."""


class SettingError(QngeoError, ValueError):
    """A setting of the environment has a value that it cannot have."""


class BusyError(QngeoError, RuntimeError):
    """Others are using all that there is of something; later it may be free.

    Parameters
    ----------
    others : int
        How many are before.
    """

    def __init__(self, others: int, message: str = "") -> None:
        told = f"the server is busy with {others} others: try again in a moment"
        super().__init__(message or told)
        self.others = others
