"""What looks like advertising: kept apart for the desk, never thrown away."""

from __future__ import annotations

import re

_LINK = re.compile(r"https?://|www\.|\b[\w-]{1,63}\.(?:com|net|top|xyz|cc|vip|shop|ru|club)\b", re.I)
_HAN = re.compile(r"[㐀-鿿]")
_ADVERT = re.compile(r"(?:加|\+)\s*(?:微信|vx|薇信|v信)|代开发票|办证刻章|网贷|彩票|博彩|兼职刷单|成人视频")
_MANY = 3


def looks_like_spam(text: str) -> bool:
    """Many links, a link without Chinese, or an advertiser's words beside a link."""
    links = len(_LINK.findall(text))
    if links >= _MANY:
        return True
    if links and not _HAN.search(text):
        return True
    return bool(links and _ADVERT.search(text)) or len(_ADVERT.findall(text)) > 1
