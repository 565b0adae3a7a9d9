"""What a text names once is found again: the same string, a family name with a title, a firm's short form."""

from __future__ import annotations

import pytest

from portal.rules.masking import Found, Kind, find, repeats
from portal.rules.masking.cutting import cut


def _hints(plain: str, *found: tuple[str, Kind]) -> dict[str, int]:
    kept = [Found(plain.index(text), plain.index(text) + len(text), kind, text, "") for text, kind in found]
    return {plain[one.start : one.end]: one.weight for one in repeats.hints(plain, cut(plain), kept)}


def test_a_common_word_counts_less_than_a_name_of_its_own() -> None:
    hinted = _hints("阙雪芹和周到签了字。阙雪芹走了，周到也走了。", ("阙雪芹", Kind.NAME), ("周到", Kind.NAME))
    assert hinted == {"阙雪芹": repeats.PROPER, "周到": repeats.COMMON}


def test_a_family_name_with_a_title_is_told_by_the_whole_name() -> None:
    hinted = _hints("证人石巴岩到庭。石工的钱没付，老石认了，石头没人要。", ("石巴岩", Kind.NAME))
    assert set(hinted) == {"石工", "老石"}


@pytest.mark.parametrize(
    ("firm", "short"),
    [
        ("宁夏塞上江南绿化有限公司", "塞上江南"),
        ("北京永定河城市更新有限公司", "永定河更新"),
        ("中冶南华第三工程局有限公司", "南华三局"),
        ("惠民保温材料厂", "惠民保温"),
    ],
)
def test_a_short_form_goes_along_the_whole_name(firm: str, short: str) -> None:
    assert short in _hints(f"{firm}施工。责令{short}付清，{short}不服。", (firm, Kind.EMPLOYER))


def test_what_is_found_already_is_no_hint() -> None:
    assert _hints("阙雪芹到庭。", ("阙雪芹", Kind.NAME)) == {}


def test_the_short_form_is_found_in_a_sentence_that_tells_nothing() -> None:
    found = find("惠民保温材料厂承包了外墙。责令惠民保温先付。")
    assert [one.text for one in found if one.kind == Kind.EMPLOYER] == ["惠民保温材料厂", "惠民保温"]
