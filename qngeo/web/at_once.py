"""Small answers leave at once: Nagle's algorithm is off for the application's port.

A server on asyncio turns it off by itself, but only for a socket that was made with
the number of its protocol (`asyncio.base_events._set_nodelay`). ``streamlit run`` makes
one without. Then the body of an answer waits for the reader's system to confirm the
head, which a Linux puts off by 40 ms (RFC 896, RFC 1122 4.2.3.2), and so does every
message of a page that follows another.
"""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OPEN_FILES = Path("/dev/fd")


def send_at_once() -> int:
    """Let every connection to a port that this process listens on send at once.

    Connections take it over from the listening socket, so it is called before the
    first comes.

    Returns
    -------
    int
        How many listening sockets there are; 0 where the system lists no open files.
    """
    found = 0
    for number in _sockets():
        with suppress(OSError), socket.socket(fileno=os.dup(number)) as one:
            if one.family not in {socket.AF_INET, socket.AF_INET6}:
                continue
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                found += 1
    return found


def _sockets() -> Iterator[int]:
    """Give the numbers of the open files that are sockets."""
    if not OPEN_FILES.is_dir():
        return
    for path in OPEN_FILES.iterdir():
        number = int(path.name)
        with suppress(OSError):  # closed meanwhile
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                yield number
