"""QR codes as drawings inside a page."""

from __future__ import annotations

from io import BytesIO

from django.utils.safestring import SafeString, mark_safe


def drawing(text: str, title: str) -> SafeString:
    """Inline SVG, black on a white of its own, so that it can be scanned from a dark page; as large as its place."""
    import segno

    out = BytesIO()
    made = segno.make(text, micro=False, error="m")
    made.save(out, kind="svg", xmldecl=False, omitsize=True, border=3, dark="#000", light="#fff", title=title)
    return mark_safe(out.getvalue().decode())  # noqa: S308 made of numbers, its title escaped by segno


def svg(text: str) -> bytes:
    """A file for printed sheets."""
    import segno

    out = BytesIO()
    segno.make(text, micro=False, error="m").save(out, kind="svg", border=2)
    return out.getvalue()
