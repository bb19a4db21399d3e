"""Where the server listens."""

import errno
import os
import socket
from ipaddress import ip_address

from index.errors import VesicleError

_ABSENT = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def is_loopback(host: str) -> bool:
    """Whether a name or an address is that of the machine itself, for itself.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def bind(host: str, port: int) -> list[socket.socket]:
    """Sockets on which `qa.server.serve.serve` can listen, one for each address of the host that this machine has.

    Raises VesicleError if nobody can listen there.
    """
    sockets, fault = list[socket.socket](), OSError("it has no address")
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            try:
                sockets.append(_bound(family, kind, protocol, address))
            except OSError as error:
                if error.errno not in _ABSENT:  # as ::1 is for localhost where there is no IPv6
                    raise
                fault = error
        if not sockets:
            raise fault
    except (OSError, UnicodeError) as error:
        for one in sockets:
            one.close()
        cause = (error.strerror if isinstance(error, OSError) else None) or error
        raise VesicleError(f"{host}:{port}: {cause}; give another --host or --port") from error
    return sockets


def _bound(family: int, kind: int, protocol: int, address: tuple[object, ...]) -> socket.socket:
    one = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(address)
    except OSError:
        one.close()
        raise
    return one
