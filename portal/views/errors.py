"""Refusals of the floor: they say what happened, what is safe, and the one next step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, "页面放得太久了", "什么都没有提交。请回到上一页，刷新后再试一次。")


def locked_out(request: HttpRequest, response: object = None, credentials: object = None) -> HttpResponse:
    """Shown by axes; the credentials are not looked at."""
    return _page(
        request,
        429,
        "先等一等",
        "密码错得太多，这里先锁 15 分钟。账号没有变化；着急的话，用短信验证码登录，或者找管理员。",
        next_url="/accounts/login/code/",
        next_label="用短信验证码登录",
    )


def _page(
    request: HttpRequest, status: int, title: str, what: str, *, next_url: str = "/", next_label: str = "回首页"
) -> HttpResponse:
    context = {"error_title": title, "error_what": what, "next_url": next_url, "next_label": next_label}
    return render(request, "portal/error.html", context, status=status)
