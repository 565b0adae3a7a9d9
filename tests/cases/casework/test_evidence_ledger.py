"""Evidence: taken in once, handed over, corrected by another entry, sealed; what is touched afterwards shows."""

from __future__ import annotations

import datetime
import io
import os
import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.db import connection

from cases.models import AppendOnly, Case, CaseMove, ChainHead, EvidenceEntry, EvidenceItem
from cases.services import evidence
from cases.services.evidence_check import verify
from cases.services.trail import broken_links
from portal.models import Attachment
from portal.services import attachments
from portal.services.refusal import Refused
from tests.cases.casework.conftest import NOW
from tests.portal.files import PDF, picture, recording

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def add(case, handler):
    """A piece of evidence of the case: add(kind="object", file=None)."""

    def make(content=None, *, name="录音.mp3", **facts):
        given = {"case": case, "by": handler, "key": uuid.uuid4(), "kind": "audio", "what": "谈话录音", "now": NOW}
        content = recording() if content is None else content
        file = {"file": ContentFile(content, name=name), "name": name} if content else {}
        return evidence.add_evidence(**given | file | facts)

    return make


def path_of(item: EvidenceItem) -> Path:
    return Path(item.attachment.file.file.path)


def run(statement: str, *values: str | int) -> None:
    """Behind the back of everything that guards the rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def faults(case=None) -> set[tuple[str, int, str, str]]:
    return {(one.number, one.seq, one.file, one.words.split("：")[0]) for one in verify(case=case).faults}


# ---- what goes in ----


@pytest.mark.covers("V-02", "E-08")
def test_an_item_has_its_number_its_file_and_its_entry(case, add, handler):
    first, second = add(), add(PDF, name="合同.pdf", kind="document", what="劳动合同")
    assert [first.number, second.number] == [1, 2]
    entry = second.entries.get()
    assert (entry.seq, entry.kind, entry.who, entry.size) == (2, "intake", "经办人", len(PDF))
    assert entry.sha256 == second.attachment.sha256
    assert entry.before == first.entries.get().hash
    assert path_of(second).read_bytes() == PDF
    move = CaseMove.objects.filter(case=case, verb="evidence").latest("seq")
    assert move.data == {"item": 2, "entry": 2, "kind": "intake", "hash": entry.hash}
    assert verify().faults == []
    assert list(broken_links()) == []


def test_the_original_keeps_what_the_camera_wrote_and_it_fills_the_blanks(add):
    taken = picture(located=True)
    item = add(taken, name="现场.jpg", kind="photo", what="现场")
    assert path_of(item).read_bytes() == taken
    assert item.device == "SecretCamera"
    with attachments.shown(item.attachment) as copy:
        assert b"SecretCamera" not in copy.read()
    with attachments.thumbnail(item.attachment) as small:
        assert b"SecretCamera" not in small.read()


def test_the_same_key_twice_is_one_item_with_one_file(add, case, colleague):
    key = uuid.uuid4()
    assert add(key=key) == add(key=key)
    with pytest.raises(Refused):
        evidence.add_evidence(case=case, by=colleague, key=key, kind="object", what="x", now=NOW)
    assert (EvidenceItem.objects.count(), EvidenceEntry.objects.count(), Attachment.objects.count()) == (1, 1, 1)


def test_what_came_under_the_same_key_while_a_file_was_read_is_nobody_elses(add, case, colleague):
    """As it is seen under the lock, when the first look had found nothing yet."""
    known = add(key=uuid.uuid4())
    given = {"case": case, "key": known.key, "kind": "object", "what": "别人的", "now": NOW}
    with pytest.raises(Refused, match="别人"):
        evidence.take_in(by=colleague, **given)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "video"}, "file"),
        ({"kind": "nothing"}, "kind"),
        ({"what": "  "}, "what"),
        ({"taken_at": LATER}, "taken_at"),
        ({"limit": 10}, "file"),
        ({"sha256": "0" * 64}, "file"),
    ],
)
def test_what_may_not_be_is_refused_beside_its_field_and_leaves_nothing(add, facts, field):
    with pytest.raises(Refused) as refused:
        add(**facts)
    assert refused.value.field == field
    assert not EvidenceItem.objects.exists()
    assert not Attachment.objects.exists()


def test_a_thing_needs_no_file_and_everything_else_does(add):
    assert add(b"", kind="object", what="断了的安全绳", holder="王工").attachment is None
    with pytest.raises(Refused):
        add(b"", kind="photo")


def test_nobody_outside_adds_and_nobody_at_all_to_a_closed_case(add, outsider, case):
    with pytest.raises(Refused):
        add(by=outsider)
    type(case).objects.filter(pk=case.pk).update(state="closed")
    case.refresh_from_db()
    with pytest.raises(Refused):
        add()


# ---- what happens to it ----


class Slow(io.BytesIO):
    """While it is read the case is closed by somebody else."""

    def read(self, *args: int | None) -> bytes:
        Case.objects.update(state=Case.State.CLOSED)
        return super().read(*args)


def test_a_case_closed_while_a_file_was_read_takes_it_no_more(add, case):
    with pytest.raises(Refused, match="办结"):
        add(file=File(Slow(recording()), name="录音.mp3"))
    assert not EvidenceItem.objects.exists()
    assert not Attachment.objects.exists()


def test_custody_goes_from_hand_to_hand_with_the_reason(add, handler):
    item = add(b"", kind="object", what="断了的安全绳", holder="王工")
    item = evidence.hand_over(item=item, by=handler, to="区住建局事故调查组", why="调查组要求", now=LATER)
    entry = item.entries.latest("seq")
    assert (entry.values, entry.why) == ({"from": "王工", "to": "区住建局事故调查组"}, "调查组要求")
    assert item.holder == "区住建局事故调查组"
    for to, why in (("区住建局事故调查组", "再来"), (" ", "不知道"), ("李工", " ")):
        with pytest.raises(Refused):
            evidence.hand_over(item=item, by=handler, to=to, why=why, now=LATER)
    assert verify().faults == []


def test_a_deed_sent_twice_is_done_once(add, handler, colleague):
    item, key = add(), uuid.uuid4()
    for _ in range(2):
        evidence.hand_over(item=item, by=handler, to="法务", why="仲裁用", now=LATER, key=key)
    assert item.entries.count() == 2
    for given in ({"by": colleague}, {"to": "区住建局"}, {"why": "调查用"}):
        with pytest.raises(Refused):
            evidence.hand_over(
                **{"item": item, "by": handler, "to": "法务", "why": "仲裁用", "now": LATER, "key": key} | given
            )


def test_a_correction_keeps_old_and_new_and_a_sealed_item_is_not_corrected(add, handler):
    item = add(place="三层")
    item = evidence.correct(item=item, by=handler, changes={"place": "四层", "taken_at": NOW}, why="记错了", now=LATER)
    entry = item.entries.latest("seq")
    assert entry.values["changed"]["place"] == ["三层", "四层"]
    assert entry.values["changed"]["taken_at"][0] == ""
    for changes in ({"place": "四层"}, {"number": 7}, {"what": ""}):
        with pytest.raises(Refused):
            evidence.correct(item=item, by=handler, changes=changes, why="x", now=LATER)
    item = evidence.seal(item=item, by=handler, mark="封 0012", why="移交前封存", now=LATER)
    with pytest.raises(Refused):
        evidence.correct(item=item, by=handler, changes={"place": "五层"}, why="x", now=LATER)
    with pytest.raises(Refused):
        evidence.seal(item=item, by=handler, mark="封 0013", why="x", now=LATER)
    assert verify().faults == []


def test_the_ledger_is_never_changed_or_deleted(add):
    entry = add().entries.get()
    for deed in (entry.save, entry.delete, EvidenceEntry.objects.all().delete):
        with pytest.raises(AppendOnly):
            deed()
    with pytest.raises(AppendOnly):
        EvidenceEntry.objects.update(why="x")


# ---- what shows afterwards ----


@pytest.fixture
def three(add):
    """Three recordings; the second has been handed over."""
    items = [add(recording(900 + n), name=f"录音{n}.mp3") for n in range(3)]
    evidence.hand_over(item=items[1], by=items[1].added_by, to="法务", why="仲裁用", now=LATER)
    assert verify().faults == []
    return items


@pytest.mark.covers("V-02")
def test_one_byte_changed_in_a_file_is_found_with_its_place(three, case):
    path = path_of(three[1])
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(content)
    assert faults() == {(case.number, 2, "录音1.mp3", "文件内容变了，大小没变")}


def test_a_file_replaced_by_one_of_the_same_size_is_found(three, case):
    path = path_of(three[0])
    stamp = path.stat()
    path.write_bytes(os.urandom(stamp.st_size))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert faults(case) == {(case.number, 1, "录音0.mp3", "文件内容变了，大小没变")}


def test_files_that_changed_places_are_found_at_both(three, case):
    one, other = path_of(three[0]), path_of(three[2])
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)
    assert {place for _, place, _, _ in faults()} == {1, 3}


def test_a_file_that_is_gone_or_cut_is_found(three, case):
    path_of(three[0]).unlink()
    path_of(three[2]).write_bytes(b"ID3")
    assert faults() == {(case.number, 1, "录音0.mp3", "文件不在"), (case.number, 3, "录音2.mp3", "文件大小变了")}


def test_a_row_deleted_from_the_middle_is_found_at_its_place(three, case):
    run("DELETE FROM cases_evidenceentry WHERE case_id = %s AND seq = 2", case.pk)
    found = faults()
    assert (case.number, 2, "", "第 2 条不在") in found
    assert {words for _, _, _, words in found} == {"第 2 条不在", "证据 2 没有入账的记录"}


def test_a_row_cut_off_at_the_end_is_found(three, case):
    run("DELETE FROM cases_evidenceentry WHERE case_id = %s AND seq = 4", case.pk)
    assert (case.number, 4, "", "第 4 条不在") in faults()


def test_the_end_is_found_missing_even_when_its_head_was_put_back(three, case):
    run("DELETE FROM cases_evidenceentry WHERE case_id = %s AND seq = 4", case.pk)
    last = EvidenceEntry.objects.get(case=case, seq=3)
    ChainHead.objects.filter(chain=f"evidence:{case.pk}").update(seq=3, hash=last.hash)
    run("UPDATE cases_evidenceitem SET holder = '本系统' WHERE id = %s", three[1].pk)
    assert faults() == {(case.number, 4, "", "操作记录里有，台账里没有")}


def test_two_rows_that_changed_places_are_found_at_both(three, case):
    for old, new in ((1, 99), (3, 1), (99, 3)):
        run("UPDATE cases_evidenceentry SET seq = %s WHERE case_id = %s AND seq = %s", new, case.pk, old)
    found = {(place, words) for _, place, _, words in faults()}
    assert {(1, "内容改过"), (3, "内容改过")} <= found


def test_a_ledger_written_anew_from_end_to_end_does_not_agree_with_the_trail(three, case):
    before = ""
    for row in EvidenceEntry.objects.filter(case=case).order_by("seq"):
        row.why, row.before = "改写", before
        before = row.expected_hash()
        run(
            "UPDATE cases_evidenceentry SET why = '改写', before = %s, hash = %s WHERE id = %s",
            row.before,
            before,
            row.pk,
        )
    ChainHead.objects.filter(chain=f"evidence:{case.pk}").update(hash=before)
    assert {(place, words) for _, place, _, words in faults()} == {
        (place, "和操作记录里的校验值不一样") for place in range(1, 5)
    }


def test_an_item_that_says_otherwise_than_its_entries_is_found(three, case):
    run("UPDATE cases_evidenceitem SET what = '别的' WHERE id = %s", three[0].pk)
    run("UPDATE portal_attachment SET sha256 = %s WHERE id = %s", "0" * 64, three[2].attachment_id)
    assert faults() == {
        (case.number, 1, "录音0.mp3", "证据 1 的“是什么”和台账不一样"),
        (case.number, 3, "录音2.mp3", "证据 3 换了文件"),
    }


def test_one_case_is_looked_at_alone(three, open_one):
    path_of(three[0]).unlink()
    assert verify(case=open_one()).faults == []
    assert verify(case=three[0].case).files == 3
