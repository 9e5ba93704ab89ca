"""The words of the pages: the same keys in both languages, all of them used, none in the code."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "src" / "trephine" / "web" / "locales"
PAGES = ROOT / "ui" / "src"
DOMAINS = sorted(path.stem for path in (LOCALES / "zh").glob("*.json"))
CODE = [
    path
    for path in sorted(PAGES.rglob("*.ts*"))
    if ".test." not in path.name and not path.name.endswith(".d.ts")
]
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# "shell:keys.title", or "shell:role.${one}": a family of keys by its beginning
KEY = re.compile(rf"""["'`]({"|".join(DOMAINS)}):([\w.]*)(\$\{{)?""")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
# i18next picks one of these by a count; the code asks for the key without the ending
PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")


def flat(tree: dict, before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            found |= flat(value, f"{before}{key}.")
        else:
            found[before + key] = value
    return found


@cache
def words(language: str, domain: str) -> dict[str, str]:
    text = (LOCALES / language / f"{domain}.json").read_text(encoding="utf-8")
    return flat(json.loads(text))


@cache
def used() -> tuple[frozenset[str], frozenset[str]]:
    keys, families = set(), set()
    for path in CODE:
        for domain, key, family in KEY.findall(path.read_text(encoding="utf-8")):
            (families if family else keys).add(f"{domain}:{key}")
    return frozenset(keys), frozenset(families)


def test_there_are_words_and_code() -> None:
    assert "shell" in DOMAINS
    assert len(CODE) > 20
    assert sorted(path.stem for path in (LOCALES / "en").glob("*.json")) == DOMAINS


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_have_the_same_keys(domain: str) -> None:
    plain = {
        language: {PLURAL.sub("", key) for key in words(language, domain)}
        for language in ("zh", "en")
    }
    assert plain["zh"] == plain["en"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_every_value_says_something(language: str, domain: str) -> None:
    assert not [key for key, value in words(language, domain).items() if not value.strip()]


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_fill_in_the_same_things(domain: str) -> None:
    def holes(language: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, value in words(language, domain).items():
            found.setdefault(PLURAL.sub("", key), set()).update(re.findall(r"\{\{(\w+)\}\}", value))
        return found

    zh, en = holes("zh"), holes("en")
    assert {key: zh[key] for key in zh if zh[key] != en[key]} == {}


@pytest.mark.parametrize("domain", DOMAINS)
def test_english_words_are_english_and_chinese_ones_chinese(domain: str) -> None:
    names = {"shell:other_language"}
    english = [
        key
        for key, value in words("en", domain).items()
        if CHINESE.search(value) and f"{domain}:{key}" not in names
    ]
    assert not english
    chinese = list(words("zh", domain).values())
    assert sum(bool(CHINESE.search(value)) for value in chinese) >= 0.8 * len(chinese)


def test_no_chinese_stands_in_the_code() -> None:
    found = []
    for path in CODE:
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        found += [
            f"{path.relative_to(ROOT)}: {line.strip()}"
            for line in text.splitlines()
            if CHINESE.search(line)
        ]
    assert not found


def test_every_key_that_is_used_exists() -> None:
    keys, families = used()
    there = {f"{domain}:{PLURAL.sub('', key)}" for domain in DOMAINS for key in words("zh", domain)}
    assert keys - there == set()
    assert not [one for one in families if not any(key.startswith(one) for key in there)]


def test_every_key_is_used() -> None:
    keys, families = used()
    there = {f"{domain}:{PLURAL.sub('', key)}" for domain in DOMAINS for key in words("zh", domain)}
    assert not sorted(key for key in there - keys if not key.startswith(tuple(families)))
