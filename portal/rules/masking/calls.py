"""What people are called beside their full names: 张师傅, 老张, 小贵州, 我姓牛, a given name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .cutting import Cuts, Word, is_word, kind_of
from .weighing import ENOUGH, HAN, SURE, Candidate
from .words import ends, letters, starts, surname_at, surnames, words

_MASKED = re.compile(r"(?:[小大老阿]某|某{1,2})(?:[甲乙丙丁戊己庚辛]|[0-9]{1,2}(?!\d)|[A-Z])?")
_BODY = re.compile(r"[\u3400-\u9fff]{0,6}?(?:公司|单位|企业|项目|工程|集团|厂|部|队|工地)")
NICKNAME = "老、小加姓或名"
MASKED = "已经隐去名字"
_SURNAMED = re.compile(r"[我他她你您]?(?:本)?姓([\u3400-\u9fff]{1,2})(?=[，。、；,！\s”）)])")
_NICKNAMED = re.compile(
    r"(?:外号|绰号|小名|人称|诨名|大家都?叫[我他她]?|都叫[我他她]|真名就?叫|全名|本名|又名"
    r"|曾用名|名字)(?:叫|是)?[“\"「：:]?"
    r"([\u3400-\u9fff·]{2,4})(?=[”\"」，。；、,）)\s或])"
)
_SPACED = re.compile(
    r"(?:(?<=[\s　:：、，。（(])|^)([\u3400-\u9fff](?:[ 　]{1,2}[\u3400-\u9fff]){1,2})(?=[ 　\n,，。、;；）)（(:：]|$)"
)
_HAILED = re.compile(
    r"(?:(?<=[\n。！？])|^)\s*([\u3400-\u9fff]{2,3})(?=[，,](?:我是|你好|您好|在吗|麻烦|你|您|明天|今天))"
    r"|(?<=@)\s?([\u3400-\u9fff]{2,4})(?=[\s，,：:])"
)


def _names_body(plain: str, end: int, surname: str) -> bool:
    """Whether 某 goes with a firm behind it: 由某|建筑公司, not 赵某|施工."""
    trade = starts(plain, end, "trade")
    return len(trade) > 1 and (surname not in letters("common") or bool(_BODY.match(plain, end + len(trade))))


def masked(plain: str) -> Iterator[Candidate]:
    """张某, 李某甲: hidden already, shown so that one word stands for one person."""
    for start in range(len(plain)):
        surname = surname_at(plain, start)
        hidden = _MASKED.match(plain, start + len(surname)) if surname else None
        if hidden and not _names_body(plain, hidden.end(), surname):
            yield Candidate(start, hidden.end(), 99, MASKED)


def spaced(plain: str) -> Iterator[Candidate]:
    """李 明, 王 者 风: parted by spaces, as forms and seals print them; not 姓 名."""
    for match in _SPACED.finditer(plain):
        written = re.sub(r"\s", "", match[1])
        known = is_word(written) and not kind_of(written).startswith("nr")
        if (
            surname_at(written, 0)
            and not known
            and written not in words("nobody") | words("roles")
            and written
            not in (
                "姓名",
                "年龄",
            )
        ):
            yield Candidate(*match.span(1), SURE + 40, "分开写的姓名")


def candidates(plain: str, cuts: Cuts) -> Iterator[Candidate]:
    """A family name with a title, a nickname, or what somebody says they are called."""
    for start in range(len(plain)):
        surname = surname_at(plain, start)
        if surname:
            yield from _titled(plain, cuts, start, start + len(surname))
        if plain[start] in letters("nicknames"):
            yield from _nicknamed(plain, cuts, start)
    for match in _HAILED.finditer(plain):
        name = match[1] or match[2]
        if name in ("全体", "所有人", "全体成员"):
            continue
        if match[2] or (
            all(char in letters("given") or char in surnames() for char in name) and name not in words("ordinary")
        ):
            yield Candidate(*match.span(1 if match[1] else 2), SURE, "招呼的名字")
    for match in _SURNAMED.finditer(plain):
        if surname_at(match[1], 0) == match[1]:
            yield Candidate(*match.span(1), SURE, "自己说的姓")
    for match in _NICKNAMED.finditer(plain):
        if match[1] in words("titles") | words("nobody") | words("roles"):
            continue
        if not starts(plain, match.start(1), "ordinary") and not any(c in letters("never") for c in match[1]):
            yield Candidate(*match.span(1), SURE, "称呼")


def _titled(plain: str, cuts: Cuts, start: int, behind: int) -> Iterator[Candidate]:
    title = starts(plain, behind, "titles")
    end = behind + len(title)
    if title in words("job_titles") and (plain[start:behind] not in letters("common") or not _opens(plain, start)):
        return
    if start and plain[start - 1 : start + 1] in words("ordinary") and behind - start == 1:
        return
    if title and (full := _full(plain, cuts, start, behind)) is not None:
        yield Candidate(full, behind, SURE + 2, f"姓名后面是“{title}”")
        return
    if not title or any(plain[start : start + n] in words("ordinary") for n in range(2, end - start + 2)):
        return
    spoken = (not start or not HAN.match(plain[start - 1])) and plain[end : end + 1] in tuple(":：，,。说")
    if plain[start] in letters("grammar") and behind - start == 1 and not spoken:
        return
    if plain[start] in "任问" and start and HAN.match(plain[start - 1]) and not ends(plain, start, "roles"):
        return
    over, edge = cuts.over(start), _edge(plain, cuts, start, behind, title)
    if over and len(title) > 1 and over.end == behind and plain[start - 1] in "后前时了的在对把将由被":
        over = None
    if (over and not over.is_name) or (edge and edge.start == start and not edge.is_name and edge.end != end):
        return
    if title in words("short_titles"):
        tail = cuts.over(end)
        if (tail and not starts(plain, end, "follows")) or (edge and edge.end == end and not edge.is_name):
            return
        if (
            end < len(plain)
            and HAN.match(plain[end])
            and not (_may_follow(plain, end) or plain[end] in "只也都又就还才却非")
        ):
            return
    elif end < len(plain) and cuts.over(end) and not starts(plain, end, "follows"):
        return
    if plain[start] in letters("rare") and behind - start == 1 and title in "工总队头师" and not _opens(plain, start):
        return
    yield Candidate(start, end, SURE + 1, f"姓加称呼“{title}”")


def _edge(plain: str, cuts: Cuts, start: int, behind: int, title: str) -> Word | None:
    """The word that runs from the family name into the title, unless the title proves that it is none here:
    祖师|傅, 丘八|爷, 熊队, 计工和巨工."""
    edge, surname = cuts.over(behind), plain[start:behind]
    if not edge:
        return None
    end = behind + len(title)
    apart = len(title) > 1 and edge.start == start and edge.end == behind + 1
    if apart and (surname not in letters("rare") or _opens(plain, start)):
        return None
    led = title in ("队", "总") and surname in letters("common") and edge.end == end
    return None if led or (edge.end == end and _is_paired(plain, start, end, title)) else edge


def _full(plain: str, cuts: Cuts, start: int, behind: int) -> int | None:
    """Where the full name begins whose last character only looks like a family name: 羊大|勇同志."""
    for at in (start - 2, start - 1):
        if at < 0 or not surname_at(plain, at) or plain[at] in letters("grammar") or cuts.over(at):
            continue
        given = plain[at + 1 : behind]
        usual = all(char in letters("given") for char in given) and not is_word(plain[at : at + 2])
        led = _opens(plain, at) or bool(ends(plain, at, "before")) or plain[max(0, at - 2) : at] in ("关于", "对于")
        if usual and led and not is_word(given) and not ends(plain, start, "roles"):
            return at
    return None


def _is_paired(plain: str, start: int, end: int, title: str) -> bool:
    """Whether somebody else with the same title stands beside it: 计工|和巨工."""
    joins = tuple("和与、及跟")
    behind = plain[end : end + 1] in joins and surname_at(plain, end + 1) and plain.startswith(title, end + 2)
    return bool(behind) or (plain[start - 1 : start] in joins and plain.endswith(title, 0, start - 1))


def _nicknamed(plain: str, cuts: Cuts, start: int) -> Iterator[Candidate]:
    """老张, 小李, 阿强: not 老王店, not 小金额."""
    home = starts(plain, start + 1, "regions")
    if home and plain[start] in "小老" and _opens(plain, start) and _may_follow(plain, start + 1 + len(home)):
        yield Candidate(start, start + 1 + len(home), ENOUGH, "绰号")
    surname = surname_at(plain, start + 1)
    called = surname or (plain[start + 1 : start + 2] if plain[start] in "小阿" else "")
    end = start + 1 + len(called)
    if not called or not (surname or called in letters("given")) or plain[start:end] in words("roles"):
        return
    over = cuts.at(start)
    told = cuts.over(end)
    told = told if told and plain[end] in "说问答讲" and told.start == start + 1 and told.end == end + 1 else None
    if over and (
        (over.end > end and over is not told) or (over.start < start and len(ends(plain, start, "roles")) < 2)
    ):
        return
    proved = starts(plain, end, "behind") in words("behind") - words("loose_behind") and _opens(plain, start)
    if not proved and any(plain[at : at + n] in words("ordinary") for at in (start, start + 1) for n in (2, 3)):
        return
    strong = len(starts(plain, end, "follows")) > 1
    opens = (
        _opens(plain, start)
        or plain[start - 1] == "在"
        or _after_word(cuts, start)
        or (strong and not over_left(cuts, start))
    )
    if (cuts.over(end) and not strong and not told) or not opens:
        return
    if (
        _may_follow(plain, end)
        or plain[start] == "阿"
        or plain[end] in "那这你我他她用只"
        or (surname and called not in letters("rare") and is_word(plain[end : end + 2]))
    ):
        yield Candidate(start, end, ENOUGH + 0.2, NICKNAME)


def given_only(plain: str, cuts: Cuts) -> Iterator[Candidate]:
    """A given name that nothing else in the text explains: 都是泉生喊去的."""
    for start in range(1, len(plain) - 2):
        if plain[start] not in letters("given") or plain[start + 1] not in letters("given"):
            continue
        end = start + 2
        word = cuts.at(start)
        sure = start and (plain[start - 1] in letters("leads") or not HAN.match(plain[start - 1]))
        sure = sure and len(starts(plain, end, "personal")) > 1
        loose = word and word.start == start and (word.end == start + 1 or (word.end == end and word.is_name))
        led = ends(plain, start, "opens") or ends(plain, start, "roles")
        called = sure or (len(led) > 1 and led not in words("asked"))
        given = plain[start:end]
        known = given in words("ordinary") or is_word(given) or set(given) & set("为其可能得以如和有来")
        if loose and called and not known and not cuts.over(end) and (sure or len(starts(plain, end, "follows")) > 1):
            yield Candidate(start, end, ENOUGH, "像名字")


def _after_word(cuts: Cuts, start: int) -> bool:
    """Whether a word that opens room for a new one ends here: 上午, 看见, 后来."""
    word = cuts.at(start - 1)
    return bool(word and word.end == start and word.end - word.start > 1 and word.tag[:1] in "tvdcpf")


def over_left(cuts: Cuts, start: int) -> bool:
    """Whether the character before is a loose one, which may belong to a name."""
    word = cuts.at(start - 1)
    return bool(word and word.end - word.start == 1 and word.tag[:1] in "nag")


def _opens(plain: str, start: int) -> bool:
    """Whether a name may begin here: at an edge, behind a role or a word that leads to a name."""
    if start == 0 or not HAN.match(plain[start - 1]):
        return True
    return plain[start - 1] in letters("leads") | {"的"} or bool(
        ends(plain, start, "roles") or ends(plain, start, "opens") or ends(plain, start, "houses")
    )


def _may_follow(plain: str, end: int) -> bool:
    follows = plain[end : end + 1]
    return (
        not follows
        or not HAN.match(follows)
        or follows in letters("verbs")
        or bool(starts(plain, end, "follows") or starts(plain, end, "titles"))
    )


def peoples_part(name: str) -> str:
    """吉木 of 吉木日且."""
    part = starts(name, 0, "tongues")
    return part if len(name) > len(part) > 1 and starts(name, len(part), "tongues") else ""


def given_alone(plain: str, cuts: Cuts, names: set[str]) -> Iterator[Candidate]:
    """建国 after 李建国; 买买提 after 买买提·艾力."""
    short = set()
    for name in names:
        if "·" in name or "•" in name:
            short.add(re.split(r"[·•・‧]", name)[0])
        elif len(surname_at(name, 0)) and len(name) - len(surname_at(name, 0)) == 2:
            short.add(name[len(surname_at(name, 0)) :])
    short |= {part for name in names if (part := peoples_part(name))}
    for given in short:
        for match in re.finditer(re.escape(given), plain) if len(given) > 1 and given not in words("ordinary") else ():
            word = cuts.at(match.start())
            common = word and (word.start, word.end) == match.span() and not word.is_name and word.tag[:1] in "vad"
            place = word and word.tag == "ns" and is_word(given) and not starts(plain, match.end(), "follows")
            place = place or (is_word(given) and plain[match.start() - 1 : match.start()] in tuple("的过"))
            if not common and not place and not cuts.over(match.start()) and _may_follow(plain, match.end()):
                yield Candidate(*match.span(), ENOUGH, "前后文里出现过的名字")
