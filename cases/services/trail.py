"""Writing the audit trail of cases, and checking its chains."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from portal.services.refusal import Refused

from ..models import Case, CaseMove, ChainHead
from ..rules.access import Action, may, why_not
from ..rules.chain import Link, breaks

if TYPE_CHECKING:
    from portal.models import Person

SEARCH = "search"
"""The chain of searches, which belong to no single case."""
SAMPLE_SEARCH = "search:sample"
"""That of searches by sample people: it goes when they go."""


@transaction.atomic
def note(
    *,
    case: Case | None,
    verb: str,
    by: Person | None,
    at: datetime.datetime,
    why: str = "",
    roles: Iterable[str] | None = None,
    **data: Any,
) -> CaseMove:
    """Add one row to the chain of a case, or to that of searches for None. `data` holds no personal data; `roles` are
    those of `by`, when they are known already.

    The case's row is locked meanwhile, or the head of the searches, so that two at once get two places.
    """
    chain = chain_of(case) if case else SAMPLE_SEARCH if by and by.is_sample else SEARCH
    if case is not None:
        Case.objects.select_for_update().only("pk").get(pk=case.pk)
    else:
        _lock_searches(chain)
    last = _end(chain)
    row = CaseMove(
        chain=chain,
        seq=last.seq + 1 if last else 1,
        case=case,
        verb=verb,
        by=by,
        role=_role(case, by, roles),
        at=at,
        why=why[:300],
        data=data,
        before=last.hash if last else "",
    )
    row.role = row.role[:80]
    row.hash = row.expected_hash()
    row.save()
    ChainHead.move_to(chain, row.seq, row.hash)
    return row


def _end(chain: str) -> ChainHead | CaseMove | None:
    """Where the chain goes on: at its head, not at its last row, so that what was cut off at the end stays missed."""
    head = ChainHead.objects.filter(chain=chain).first()
    return head or CaseMove.objects.filter(chain=chain).order_by("-seq").first()


def _lock_searches(chain: str) -> None:
    """The end of a chain of searches, made by the first of them."""
    head = ChainHead.objects.select_for_update().filter(chain=chain)
    if head.first() is None:
        ChainHead.objects.get_or_create(chain=chain, defaults={"seq": 0, "hash": ""})
        head.get()


def _role(case: Case | None, by: Person | None, roles: Iterable[str] | None) -> str:
    if case is None or by is None:
        return ""
    return ",".join(sorted(case.roles_of(by) if roles is None else roles))


def chain_of(case: Case) -> str:
    """The name of the chain of a case's trail."""
    return f"case:{case.pk}"


def guard(case: Case, by: Person, action: Action) -> None:
    """Refused, in words, unless this person may do this in the state the case is in."""
    roles = case.roles_of(by)
    if not may(roles, action, case.state):
        raise Refused(why_not(roles, action, case.state))


def broken_links(of: str = "") -> Iterator[tuple[str, int, str]]:
    """(chain, place, what is wrong) of every place in every chain, or in that one, that is not as it was written, ends
    included."""
    chains, moves_of = ChainHead.objects.exclude(chain__startswith="evidence:"), CaseMove.objects.all()
    if of:
        chains, moves_of = chains.filter(chain=of), moves_of.filter(chain=of)
    heads = {row.chain: (row.seq, row.hash) for row in chains}
    rows = moves_of.order_by("chain", "seq").iterator(chunk_size=2000)
    for chain, moves in groupby(rows, key=attrgetter("chain")):
        links = (Link(row.seq, row.before, row.hash, row.expected_hash()) for row in moves)
        yield from ((chain, place, words) for place, words in breaks(links, heads.pop(chain, None)))
    for chain, head in heads.items():
        yield from ((chain, place, words) for place, words in breaks((), head))
    for pk in _without_rows(of):
        if (chain := f"case:{pk}") not in heads:
            yield chain, 1, "整条记录不在"


def end_of_trails(until: int) -> str:
    """One hash over the last row of every chain among the rows up to the key `until`; samples, which may go, are left
    out. Whoever has it on paper sees that rows, hashes and heads were written anew together."""
    rows = CaseMove.objects.filter(pk__lte=until).exclude(chain=SAMPLE_SEARCH).exclude(case__is_sample=True)
    ends = rows.values("chain").annotate(last=Max("pk")).values("last")
    told = CaseMove.objects.filter(pk__in=ends).order_by("chain").values_list("chain", "seq", "hash")
    digest = hashlib.sha256()
    for chain, seq, hash in told.iterator():
        digest.update(f"{chain} {seq} {hash}\n".encode())
    return digest.hexdigest()


def _without_rows(of: str) -> Iterable[int]:
    """Cases of which no deed is told, though each was opened."""
    bare = Case.objects.filter(moves__isnull=True)
    if of:
        bare = bare.filter(pk=int(of.removeprefix("case:"))) if of.startswith("case:") else bare.none()
    return bare.order_by("pk").values_list("pk", flat=True)
