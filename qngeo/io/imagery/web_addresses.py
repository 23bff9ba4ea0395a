"""Which addresses a fetch may ask, whoever names them.

An API names the addresses of its files, and real catalogues keep them on other hosts.
So the rule has two halves:

* the API itself is asked at its own host only, whatever its links and redirects say;
* files may stand on any public host, over https there; addresses within the own
  machine or network only where the API stands there too; link-local ones never.

A name is looked up once a run and judged by all addresses it has. What is not covered:
a name that changes between this look and the read (DNS rebinding), and a server that
answers the first question and redirects a later one.
"""

import ipaddress
import socket
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from qngeo.errors import MissingDataError

if TYPE_CHECKING:
    from requests.adapters import HTTPAdapter

_PORTS = {"http": 80, "https": 443}


def refused(href: str, api: str) -> str:
    """Return why a file of an API is not read, "" if it may be.

    Parameters
    ----------
    href : str
        Address of the file as the API gives it.
    api : str
        Address of the API, as the operator gave it.
    """
    try:
        address = urlsplit(href)
        _port(address)
    except ValueError:
        return _NO_ADDRESS
    if address.scheme == "s3":
        return "an s3:// address: use an API that gives https:// addresses"
    if address.scheme not in _PORTS or not address.hostname or not href.isprintable():
        return _NO_ADDRESS
    if not address.path.lower().endswith((".tif", ".tiff")):
        return "not a .tif file"
    return _refused_host(address.scheme, address.hostname, urlsplit(api).hostname or "")


def _refused_host(scheme: str, host: str, home: str) -> str:
    if _link_local(host):
        return "an address of the link itself, where machines keep their secrets"
    if _inside(host):
        return "" if _inside(home) else _OWN_NETWORK
    if scheme != "https" and host != home:
        return "on another host than the API's and not over https"
    return ""


_NO_ADDRESS = "not an http(s) address"
_OWN_NETWORK = "an address within the own network, given by an API outside it"


def leads_away(url: str, api: str) -> str:
    """Return the host that an API sends to instead of answering itself, "" if none.

    A change from http to https of the same host is no other host.
    """
    try:
        there, home = urlsplit(url), urlsplit(api)
        ports = _port(there), _port(home)
    except ValueError:
        return url[:80]
    if there.scheme not in _PORTS or there.hostname != home.hostname:
        return there.netloc[:80] or url[:80]
    upgraded = (home.scheme, there.scheme) == ("http", "https")
    same = ports[0] == ports[1] or (upgraded and ports == (443, 80))
    return "" if same else there.netloc[:80]


def held_to(api: str, retry: Any) -> "HTTPAdapter":
    """Return an adapter of requests that asks the host of an API and no other.

    It sees each step of a redirect, and every link that the API gives.

    Parameters
    ----------
    api : str
    retry : urllib3.util.Retry
    """
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 -- only a fetch needs it

    class HeldAdapter(HTTPAdapter):
        """Refuses other hosts before a connection is made."""

        def send(self, request: Any, *args: Any, **options: Any) -> Any:
            """Send a request to the API's own host.

            Raises
            ------
            MissingDataError
                If it goes elsewhere.
            """
            other = leads_away(str(request.url), api)
            if other:
                message = (
                    f"the API leads to {other}, which is not asked: if that is the"
                    " API, give its address with --api"
                )
                raise MissingDataError(message)
            return super().send(request, *args, **options)

    return HeldAdapter(max_retries=retry)


def _port(address: SplitResult) -> int | None:
    """Return the port of an address; ValueError if it is none."""
    return address.port or _PORTS.get(address.scheme)


def _inside(host: str) -> bool:
    """Tell whether a host is, or has an address, of the own machine or network."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    return any(not _public(found) for found in _addresses(name))


def _link_local(host: str) -> bool:
    return any(_plain(found).is_link_local for found in _addresses(host.rstrip(".")))


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _public(found: Address) -> bool:
    plain = _plain(found)
    return plain.is_global and not plain.is_multicast


def _plain(found: Address) -> Address:
    """Return the IPv4 address within one of IPv6 (mapped, 6to4, NAT64), if any."""
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@lru_cache(maxsize=1024)
def _addresses(host: str) -> tuple[Address, ...]:
    """Return what a host is written as, or what its name leads to.

    A name that cannot be looked up has no addresses: then no file can be read there
    either, unless by a proxy, which is the one to refuse it.
    """
    try:
        return (ipaddress.ip_address(host.partition("%")[0]),)
    except ValueError:
        pass
    try:  # 127.1 and 2130706433 are addresses too
        return (ipaddress.IPv4Address(socket.inet_aton(host)),)
    except OSError:
        pass
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return ()
    texts = {str(entry[4][0]).partition("%")[0] for entry in found}
    return tuple(ipaddress.ip_address(text) for text in sorted(texts))
