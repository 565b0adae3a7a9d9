"""What a page costs a phone on a cold visit."""

from __future__ import annotations

import pytest

from tests.browser.test_use_cases import the_injury

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/law/",
    "/law/gsbxtl/17/",
    "/law/jsjsxbf/4/",
    "/law/jsjsxbf/compare/",
    "/search/?q=老板三个月没发工资",
    "/topics/wages/",
    "/hotline/",
    "/law/gsbxtl/14/",
    "/precedents/",
    "/precedents/fall-no-belt-ningbo/",
    "/search/?q=高处坠落&kind=precedent",
    "/courses-three-level/",
    "/courses-three-level/company/",
    "/courses-three-level/company/rights/",
    "/courses-three-level/project/height/",
]


class Scale:
    """Weighs what crosses the wire for a page from now on: KB, compressed, with headers."""

    def __init__(self, page):
        self.kinds, self.addresses, self.seen = {}, {}, []
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._began)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _began(self, event):
        self.kinds[event["requestId"]] = event["type"]
        self.addresses[event["requestId"]] = event["response"]["url"]

    def _finished(self, event):
        self.seen.append((event["requestId"], event["encodedDataLength"] / 1024))

    def kilobytes(self, kind=None):
        """Of one kind of resource, or of all."""
        return sum(size for request, size in self.seen if kind in (None, self.kinds.get(request, "Other")))

    def kilobytes_of(self, addresses):
        return sum(size for request, size in self.seen if self.addresses.get(request) in addresses)


def weigh(page, path):
    """Requests and KB over the wire by kind."""
    scale = Scale(page)
    page.goto(path, wait_until="load")
    page.wait_for_timeout(500)
    return len(scale.seen), {kind: scale.kilobytes(kind) for kind in {*scale.kinds.values(), "Other"}}


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


def cold(page, path):
    """As if nothing of the site were on the phone yet; what was signed in stays so."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.goto("about:blank")
    return weigh(page, path)


def test_the_pages_of_a_case_are_light(open_page):
    """The report keeps itself and what it needs on the phone, for when there is no network: that is asked for twice."""
    page = open_page(workers=False)
    case = the_injury(page)
    paths = ("/", "/cases/", "/cases/?by=stage", case, f"{case}evidence/", f"{case}records/")
    for path, most in (*((one, 8) for one in paths), ("/cases/report/", 13)):
        requests, weights = cold(page, path)
        assert page.url.endswith(path), "not sent to sign in"
        assert requests <= most, path
        assert sum(weights.values()) <= 60, (path, weights)
        assert weights.get("Script", 0) <= 20, path


def test_the_own_page_of_a_party_is_light(open_page):
    """With everything on it that the sample has: limits, seven lines, notices."""
    page = open_page()
    page.goto(the_injury(page))
    page.locator("a", has_text="他自己的页面").first.click()
    page.click("main button.go")
    address, code = page.locator("p.pre").inner_text(), page.locator(".code").inner_text()
    own = open_page(workers=False)
    own.goto(address)
    own.fill("[name=code]", code)
    own.click("main button.go")
    own.wait_for_selector("text=您自己的期限")
    requests, weights = cold(own, address)
    assert own.locator("text=您自己的期限").count() == 1, "not asked for the code again"
    assert requests <= 8
    assert sum(weights.values()) <= 60
    assert weights.get("Script", 0) <= 20
