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
    "/courses-three-level/",
    "/courses-three-level/company/",
    "/courses-three-level/company/rights/",
    "/courses-three-level/project/height/",
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


@pytest.mark.parametrize("path", ["/courses-three-level/", "/courses-three-level/project/height/"])
def test_a_page_of_a_worker_is_light_on_a_cold_visit(open_page, path):
    page = open_page()
    page.goto(f"/accounts/login/?next={path}")
    page.fill("[name=login]", "shili-wang")
    page.fill("[name=password]", "shili-gongren-1")
    page.click("main form button.go")
    page.wait_for_url(f"**{path}")
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.goto("about:blank")
    requests, weights = weigh(page, path)
    assert requests <= 8
    assert sum(weights.values()) <= 60
    assert weights.get("Script", 0) <= 20
