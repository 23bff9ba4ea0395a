"""What the lack of memory looks like: it does not always say so itself."""

MESSAGE = (
    "there is not enough memory for this: nothing half-written is kept; free some, "
    "raise the limit, or ask for a smaller area or fewer rows at a time"
)

_WORDS = ("can't start new thread", "failed to map segment", "annot allocate memory")
"""What Python and the loader of the system say where no memory was given to them."""


def is_it(error: BaseException) -> bool:
    """Tell whether an error comes of too little memory.

    Examples
    --------
    >>> is_it(MemoryError()), is_it(RuntimeError("can't start new thread"))
    (True, True)
    >>> is_it(ImportError("no module named x"))
    False
    """
    if isinstance(error, MemoryError):
        return True
    known = isinstance(error, RuntimeError | ImportError | OSError)
    return known and any(words in str(error) for words in _WORDS)
