"""One attempt on one phone, and what was really tapped."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.exam_walk import answer, deadline, printed, ready, shown, turn_to


class Sitting:
    """One attempt on one phone, and what was really tapped last."""

    def __init__(self, page: Page, code: str) -> None:
        self.page, self.code = page, code
        self.truth: dict[int, Any] = {}
        self.taps = 0
        ready(page)
        self.paper, self.deadline = printed(page), deadline(page)

    @property
    def address(self) -> str:
        return f"/exams/a/{self.code}/"

    def tap(self, n: int, way: int = 0, page: Page | None = None) -> None:
        page = page or self.page
        if page.locator(f'article[data-q="{n}"]').is_hidden():
            turn_to(page, n)
        before = shown(page)
        item = answer(page, n, way)
        now = shown(page)
        assert now.get(item) != before.get(item)
        self.truth[item] = now[item]

    def whole(self, page: Page | None = None) -> None:
        """The page shows the same paper, the same end, and everything that was tapped."""
        page = page or self.page
        ready(page)
        assert printed(page) == self.paper
        assert deadline(page) == self.deadline
        assert shown(page) == self.truth

    def elsewhere(self, open_page) -> Page:
        """The same account on another device, which only reads: no script runs there."""
        other = open_page(js=False)
        other.context.add_cookies(self.page.context.cookies())
        other.goto(self.address + "paper/")
        return other
