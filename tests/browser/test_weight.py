"""What a page costs a phone on a cold visit."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/law/",
    "/law/gsbxtl/17/",
    "/law/jsjsxbf/4/",
    "/law/jsjsxbf/compare/",
    "/search/?q=老板三个月没发工资",
    "/topics/wages/",
    "/ask/",
]


def weigh(page, path):
    """Requests and KB over the wire by kind, headers included."""
    kinds, weights, requests = {}, {}, []
    session = page.context.new_cdp_session(page)
    session.on("Network.responseReceived", lambda e: kinds.__setitem__(e["requestId"], e["type"]))
    session.on("Network.loadingFinished", lambda e: requests.append((e["requestId"], e["encodedDataLength"])))
    session.send("Network.enable")
    page.goto(path, wait_until="load")
    page.wait_for_timeout(500)
    for request, size in requests:
        kind = kinds.get(request, "Other")
        weights[kind] = weights.get(kind, 0) + size / 1024
    return len(requests), weights


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light(open_page, path):
    requests, weights = weigh(open_page(), path)
    assert requests <= 8
    assert sum(weights.values()) <= 60
    assert weights.get("Script", 0) <= 20
    assert weights["Stylesheet"] <= 15
