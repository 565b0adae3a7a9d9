"""Where a request comes from."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's address. Behind N proxies (MINGBAI_PROXIES) it is the Nth from the right of X-Forwarded-For.

    Without proxies the header is ignored: anyone may write it. An unreadable address counts as the proxy's own.
    IPv6 addresses are cut to their /64, which is one household.
    """
    seen = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104
    if settings.TRUSTED_PROXIES:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(chain) >= settings.TRUSTED_PROXIES:
            seen = chain[-settings.TRUSTED_PROXIES]
    return _network(seen) or _network(request.META.get("REMOTE_ADDR") or "") or "0.0.0.0"  # noqa: S104


def _network(raw: str) -> str:
    try:
        address = ipaddress.ip_address(raw)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return str(address)
