"""Phone numbers as people in China write them, brought to E.164."""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(10|2\d|[3-9]\d{2})([2-8]\d{6,7})")
_SERVICE = re.compile(r"(?:400|800)\d{7}")
_FOREIGN = re.compile(r"\+(?!86|0)\d{8,15}")
_SEPARATORS = re.compile(r"[\s\-‐-―－().()（）·.]+")


def normalise(raw: str) -> str:
    """E.164 (+8613800138000, +862087654321) or "" when it is no number we can call.

    Accepts full-width digits, spaces, dashes, brackets, and the prefixes +86, 86, 0086. Landlines need their area code.
    """
    text = _SEPARATORS.sub("", unicodedata.normalize("NFKC", raw))
    if not re.fullmatch(r"\+?[0-9]+", text):
        return ""
    if _FOREIGN.fullmatch(text):
        return text
    national = re.sub(r"^(?:\+|00)?86(?=\d{10,})", "", text)
    if _MOBILE.fullmatch(national) or _SERVICE.fullmatch(national):
        return "+86" + national
    if not national.startswith("0") and national != text:
        national = "0" + national
    return "+86" + national[1:] if _LANDLINE.fullmatch(national) else ""


def is_mobile(phone: str) -> bool:
    """True for an E.164 number that can get an SMS."""
    return phone.startswith("+86") and bool(_MOBILE.fullmatch(phone[3:]))


def masked(phone: str) -> str:
    """138****8000; other numbers keep their last four digits. Empty stays empty."""
    if not phone:
        return ""
    national = phone.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}" if is_mobile(phone) else f"****{phone[-4:]}"
