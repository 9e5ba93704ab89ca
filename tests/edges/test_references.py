"""Reference files as they should not be: cut short, mixed, huge, hostile."""

import io
import zipfile
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.interop.references import samples
from trephine.core.error import InputError
from trephine.interop import table_rows
from trephine.interop.references import read_references as reading
from trephine.interop.references.decode import decode
from trephine.interop.references.draft import MOST_CHARACTERS
from trephine.interop.references.read_references import read_references

EVERY = {
    name: value
    for name, value in vars(samples).items()
    if name.isupper() and isinstance(value, str)
}


def read(raw: bytes):
    return read_references(raw, file="made", batch="b")


def whole(found) -> None:
    """Nothing lost: a report a record, a reference for each that is not refused."""
    assert len(found.references) == len(found.reports) - len(found.refused)
    assert [one.reference for one in found.reports if one.outcome != "refused"] == [
        one.id for one in found.references
    ]


@pytest.mark.parametrize("name", sorted(EVERY))
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_cut_anywhere(name: str, encoding: str) -> None:
    raw = EVERY[name].encode(encoding, errors="replace")
    choose = Random(f"{name}{encoding}")  # noqa: S311  (where a file breaks)
    for end in [*(choose.randrange(len(raw)) for _ in range(25)), len(raw) - 1]:
        try:
            found = read(raw[:end])
        except InputError:
            continue
        whole(found)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "mixed"])
@pytest.mark.parametrize(
    "name", ["RIS", "NBIB", "NOTEEXPRESS_CNKI", "REFWORKS_CNKI", "ENDNOTE_VIP"]
)
def test_any_ends_of_lines(name: str, ends: str) -> None:
    plain = EVERY[name].replace("\r\n", "\n")
    lines = plain.split("\n")
    turns = ("\n", "\r\n") if ends == "mixed" else (ends,)
    text = "".join(line + turns[at % len(turns)] for at, line in enumerate(lines))
    one, other = read(plain.encode()), read(text.encode())
    assert one.references == other.references


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(InputError):
        whole(read(raw))


@given(st.text(max_size=300), st.sampled_from(["RIS", "NBIB", "NOTEEXPRESS_CNKI", "BIBTEX", "CSV"]))
def test_any_text_amid_records_is_read_or_refused(text: str, name: str) -> None:
    sample = EVERY[name]
    half = len(sample) // 2
    raw = (sample[:half] + text + sample[half:]).encode("utf-8", errors="replace")
    with suppress(InputError):
        whole(read(raw))


def test_a_field_without_end_is_refused_not_swallowed() -> None:
    long = "word " * (MOST_CHARACTERS // 4)
    text = f"TY  - JOUR\nTI  - One\nAB  - {long}\nER  -\nTY  - JOUR\nTI  - Two\nPY  - 2020\nER  -\n"
    found = read(text.encode())
    assert [one.outcome for one in found.reports] == ["refused", "read"]
    assert "end may be missing" in found.refused[0].remarks[0].en


def test_limits_are_stated_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1 << 20)
    with pytest.raises(InputError, match="too large"):
        read(b"x" * ((1 << 20) + 1))
    monkeypatch.setattr(reading, "MOST_RECORDS", 1)
    with pytest.raises(InputError, match="too many"):
        read(samples.RIS.encode())


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_rows, "MOST_UNPACKED", most := 16 << 20)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        piece = b"0" * (1 << 24)
        for at in range((most >> 24) + 1):
            archive.writestr(f"xl/{at}", piece)
    assert len(out.getvalue()) < 1 << 20
    with pytest.raises(InputError, match="no readable workbook") as refused:
        read(out.getvalue())
    assert "MiB" in refused.value.found


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(head: str) -> None:
    text = (
        f"{head}<xml><records><record><titles><title>&a;</title></titles></record></records></xml>"
    )
    with pytest.raises(InputError, match="entities"):
        read(text.encode())


def test_xml_cut_short_gives_what_came_before() -> None:
    found = read(samples.ENDNOTE_XML[:-60].encode())
    assert len(found.references) == 1
    assert "breaks off" in found.remarks[0].en


def test_a_character_cut_in_half_does_not_change_the_encoding() -> None:
    raw = samples.NOTEEXPRESS_CNKI.encode()
    cut = raw[: raw.rindex("虚构大学".encode()) + 1]
    found = decode(cut, "made")
    assert found.encoding == "utf-8"
    assert "lines 20" in found.remarks[0].en


def test_markup_in_a_title_stays_text() -> None:
    found = read(b"TY  - JOUR\nTI  - <script>alert(1)</script>\nPY  - 2020\nER  -\n")
    assert found.references[0].title == "<script>alert(1)</script>"


def test_the_same_record_twice_is_two_records() -> None:
    found = read((samples.NBIB + "\n" + samples.NBIB).encode())
    assert len(found.references) == 4
    assert len({one.id for one in found.references}) == 4


def test_many_records_quickly() -> None:
    record = "TY  - JOUR\nTI  - Made {0}\nAU  - Made, A\nPY  - 2020\nAB  - " + "word " * 100
    text = "\n".join((record + "\nER  -\n").format(at) for at in range(3000))
    assert len(read(text.encode()).references) == 3000
