"""A tree of twenty pages with links between them."""

from __future__ import annotations

from wagtail.models import Page, Site

from .models import BarePage

TEXT = "<p>用人单位应当按照劳动合同约定和国家规定，向劳动者及时足额支付劳动报酬。</p>" * 12


def fill() -> None:
    """For `manage.py shell -c`."""
    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    home = root.add_child(instance=BarePage(title="首页", slug="bare", body=TEXT))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    for number in range(20):
        link = f'<p><a linktype="page" id="{home.pk}">回首页</a></p>'
        home.add_child(instance=BarePage(title=f"第{number}页", slug=f"page-{number}", body=TEXT + link))
