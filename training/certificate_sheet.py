"""Our own certificate on paper."""

from __future__ import annotations

from portal import printing
from portal.qr import svg

from .models import Certificate
from .rules.certificates import spaced
from .rules.totals import academic
from .unreviewed import rests_on_unreviewed

_TEMPLATE = "training/print/certificate.typ"


def print_certificate(row: Certificate, address: str) -> bytes:
    """PDF, A4 across, with a QR that leads to `address`."""
    project = row.project
    facts = {
        "title": row.kind.title,
        "name": row.person.name,
        "trade": row.trade,
        "project": project.name if project else "",
        "firm": project.client.name if project else "",
        "trained": f"{academic(row.minutes)} 学时（{row.minutes} 分钟）" if row.minutes else "",
        "issued": f"{row.issued_on.year} 年 {row.issued_on.month} 月 {row.issued_on.day} 日",
        "valid": f"{row.valid_to.year} 年 {row.valid_to.month} 月 {row.valid_to.day} 日" if row.valid_to else "长期",
        "code": spaced(row.code),
        "sample": row.is_sample,
        "unreviewed": rests_on_unreviewed(row),
    }
    return printing.pdf(_TEMPLATE, facts, pictures={"qr.svg": svg(address)})
