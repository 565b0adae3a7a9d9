"""allauth's forms of the second factor in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm as ReauthenticateByPasswordForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms


def _say(field: forms.Field, label: str, missing: str) -> None:
    field.label = label
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)


class OwnAuthenticateForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], "验证器里的 6 位数字，或一个备用码", "请填数字")


class OwnReauthenticateForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], "验证器里的 6 位数字，或一个备用码", "请填数字")


class OwnActivateForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], "验证器里的 6 位数字", "请填验证器里的 6 位数字")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class OwnPasswordAgainForm(ReauthenticateByPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], "密码", "请填密码")
