"""At the gate with a phone: scanning inside the page where the browser can, and typing where it cannot."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() {
    return [{ rawValue: window.shown.length > 1 ? window.shown.shift() : window.shown[0] }];
  }
};
Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(5);
} } });
"""
"""A camera and a reader of codes, which headless browsers do not have; the page's own script is the real one."""


@pytest.fixture
def officer(open_page):
    def enter(**look):
        page = open_page(**look)
        page.goto("/accounts/login/")
        page.fill("[name=login]", "13800000004")
        page.fill("[name=password]", "shili-anquan-1")
        page.click("main form button")
        page.wait_for_url("**/me/")
        page.goto("/sites/")
        page.click(".list a:has-text('二期')")
        page.click("a:has-text('进场核对')")
        return page

    return enter


def certificate(page) -> str:
    """The address in the QR of a worker's certificate, as whoever looks after him sees it."""
    gate = page.url
    page.fill("[name=q]", "李师傅")
    page.click(".find button")
    page.click(".list a:has-text('李师傅')")
    page.click("a:has-text('看证书')")
    page.click(".list a:has-text('公司级')")
    address = page.locator("a:has-text('看别人扫了看到什么')").get_attribute("href")
    page.goto(gate)
    return address


def test_without_a_reader_there_is_no_button_and_names_do(officer):
    page = officer()
    assert page.locator("[data-scan]").is_hidden()
    address = certificate(page)
    page.goto(address)
    page.click(".btn:has-text('能不能进场')")
    assert re.search(r"/gate/\d+/\d+/$", page.url)
    assert "安全教育" in page.content()
    assert page.errors == []


def test_a_scanned_certificate_opens_the_gate_page(officer):
    page = officer()
    address = certificate(page)
    page.add_init_script(CAMERA + f"window.shown = ['https://example.cn/', '{address}'];")
    page.reload()
    page.click("[data-scan]")
    page.wait_for_url(re.compile(r"/gate/\d+/\d+/$"))
    assert "李师傅" in page.locator("h1").inner_text()
    assert page.errors == []


def test_a_strange_code_is_told_and_the_camera_is_closed(officer):
    page = officer()
    page.add_init_script(CAMERA + "window.shown = ['https://example.cn/'];")
    page.reload()
    page.click("[data-scan]")
    page.wait_for_selector("text=这不是证书的二维码")
    page.click("[data-stop]")
    assert page.locator("[data-scanner]").is_hidden()
    assert page.locator("video").evaluate("one => one.srcObject") is None
    assert page.errors == []


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"size": "1.5"}, {"wide": True}], ids=str)
def test_pages_of_a_site_fit_and_are_accessible(officer, look):
    page = officer(**look)
    project = re.search(r"/gate/(\d+)/", page.url)[1]
    for address in (f"/sites/{project}/", f"/sites/{project}/rosters/", f"/gate/{project}/?q=师傅"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    assert page.errors == []
