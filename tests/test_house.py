"""The house keeps its own rules: sizes, names, where signals stand, what is documented, what is never said."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "knowledge", "cases", "training", "search")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "managers", "selectors", "mixins", "misc"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50

# Spelt in parts, so that this file does not say them either.
PRIVATE_WORDS = [
    "/wo" + "rk/", "/ro" + "ot/", "sub" + "agent", "iss" + "ue 4", "shared/" + "design", "fileshost" + "ed.org",
    "pypi" + ".org", "registry" + ".npmjs", "Anthr" + "opic", "Cla" + "ude",
]  # fmt: skip


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git would keep: tracked, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git work tree")
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" or path == ROOT / "mingbai"]


def own_code() -> list[Path]:
    """Migrations are written by a machine."""
    return [path for path in python_files() if "migrations" not in path.parts]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        try:
            yield relative(path), text_of(path)
        except UnicodeDecodeError:
            continue


def test_no_file_is_long():
    lengths = {relative(path): text_of(path).count("\n") for path in own_code()}
    assert len(lengths) > 50
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_long():
    long: dict[str, int] = {}
    for path in own_code():
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long[f"{relative(path)}:{node.name}"] = length
    assert long == {}


def test_no_room_for_leftovers():
    assert [relative(path) for path in python_files() if FORBIDDEN_NAMES & {path.stem, *path.parts}] == []


def test_every_test_folder_is_a_package():
    """Or tests/portal would shadow the app."""
    folders = {path.parent for path in python_files() if relative(path).startswith("tests/")}
    assert [relative(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


SIGNAL = re.compile(r"(^|\.)((pre|post)_\w+|\w*_(saved|changed|recorded|published|ready|failed))$")


def _receivers(tree: ast.AST) -> Iterator[int]:
    """Lines that connect to a signal: a `@receiver` or a `something.connect(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            target = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            is_signal = re.search(
                r"(^|\.)((pre|post)_\w+|\w*_(saved|changed|recorded|published|ready|failed))$", target
            )
            if name == "receiver" or (name == "connect" and is_signal):
                yield node.lineno


def test_signals_are_received_in_search_alone():
    """Wired in search/apps.py, answered in search/signals.py."""
    found = {
        f"{relative(path)}:{line}"
        for path in own_code()
        if relative(path).split("/")[0] in APPS
        for line in _receivers(ast.parse(text_of(path)))
    }
    assert found
    assert {name for name in found if not name.startswith(("search/signals.py", "search/apps.py"))} == set()


def rule_files() -> list[Path]:
    return [path for path in own_code() if "rules" in path.parts and path.parts[-2] != "tests" and _is_rule(path)]


def _is_rule(path: Path) -> bool:
    name = relative(path)
    return name.split("/")[0] in APPS and path.name != "__init__.py" and bool(text_of(path).strip())


@cache
def _test_imports() -> frozenset[str]:
    """Every module that some test file imports from, in dotted form."""
    found: set[str] = set()
    for path in python_files():
        if not relative(path).startswith("tests/"):
            continue
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
                found.update(f"{node.module}.{alias.name}" for alias in node.names)
            elif isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    return frozenset(found)


def test_every_rule_file_has_its_tests():
    """A test file of its name (for a package: of the package's), or a test that imports it."""
    lonely = []
    for path in rule_files():
        app, _, *rest = relative(path).split("/")
        folder = ROOT / "tests" / app / "rules"
        nouns = {rest[0].removesuffix(".py"), path.stem}
        has_file = any(list(folder.glob(f"**/test_{noun}*.py")) for noun in nouns)
        module = relative(path).removesuffix(".py").replace("/", ".")
        if not has_file and module not in _test_imports():
            lonely.append(relative(path))
    assert len(rule_files()) > 10
    assert lonely == []


def test_every_environment_variable_is_documented():
    documented = set(re.findall(r"`(MINGBAI_[A-Z0-9_]+)`", text_of(ROOT / "docs" / "operators.md")))
    used: dict[str, str] = {}
    for path in own_code():
        if path != Path(__file__):
            used |= {name: relative(path) for name in re.findall(r"\bMINGBAI_[A-Z0-9]+(?:_[A-Z0-9]+)*", text_of(path))}
    developers = set(re.findall(r"`(MINGBAI_[A-Z0-9_]+)`", text_of(ROOT / "CONTRIBUTING.md")))
    assert {name: place for name, place in used.items() if name not in documented | developers} == {}
    assert documented <= set(used), "documented, but nothing reads it"


def test_the_project_speaks_of_itself_alone():
    said = [(name, word) for name, text in texts() for word in PRIVATE_WORDS if word.lower() in text.lower()]
    assert said == []


def test_locks_carry_hashes_and_no_hosts():
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert [lock.name for lock in locks] == ["dev.lock", "installer.lock", "runtime.lock", "semantic.lock"]
    for lock in locks:
        text = text_of(lock)
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
        blocks = [block for block in re.split(r"\n(?=\S)", text) if "==" in block]
        assert blocks
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def _locked(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", text_of(ROOT / "requirements" / name), re.M):
        found.setdefault(package, set()).add(version)
    return found


def test_everything_asked_for_is_locked():
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))

    def plain(wanted: list[str]) -> set[str]:
        return {re.split(r"[\[<>=!~; ]", name)[0].lower().replace("_", "-") for name in wanted}

    assert plain(project["project"]["dependencies"]) <= set(_locked("runtime.lock"))
    assert plain(project["dependency-groups"]["dev"]) <= set(_locked("dev.lock"))


def test_both_locks_agree():
    """Tests run with what is served."""
    dev = _locked("dev.lock")
    assert {name: versions for name, versions in _locked("runtime.lock").items() if dev.get(name) != versions} == {}


def templates() -> dict[str, str]:
    """Name, as Django finds it → text without comments."""
    pages = [path for path in tracked() if relative(path).startswith("templates/") and path.suffix == ".html"]
    return {relative(path).removeprefix("templates/"): re.sub(r"\{#.*?#\}", "", text_of(path)) for path in pages}


def pieces() -> set[str]:
    """Templates that stand inside others: included, or printed by a tag, for a block, a hit or a panel of the admin."""
    included = {name for text in templates().values() for name in re.findall(r"""{%\s*include\s+["']([^"']+)""", text)}
    places = {"templatetags", "blocks.py", "home.py", "kinds"}
    tags = [text_of(path) for path in own_code() if places & set(path.parts)]
    return included | {name for text in tags for name in re.findall(r"""["']([\w/]+\.html)["']""", text)}


def test_pages_extend_the_base():
    alone = {"base.html", "500.html", "wagtailadmin/tables/cell.html"}  # the last stands in for a piece of Wagtail's
    begins = re.compile(r"""^\s*{%\s*extends\s+["'][\w/.]+["']""")
    whole = {name: text for name, text in templates().items() if name not in pieces() | alone}
    assert len(whole) > 10
    assert [name for name, text in whole.items() if not name.startswith("components/") and not begins.match(text)] == []


def test_templates_carry_no_inline_code():
    """The site's Content-Security-Policy would refuse it."""
    script = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>", re.I)
    attribute = re.compile(r"\s(on[a-z]+|style)\s*=\s*[\"']", re.I)
    assert [name for name, text in templates().items() if script.search(text) or attribute.search(text)] == []


GUARDED = ("Person", "Organisation", "Project", "Crew", "Membership")
_UNGUARDED = re.compile(rf"\b({'|'.join(GUARDED)})\.objects\.(?!(?:visible_to|kept_by|wholly_kept_by|on_phone)\b)(\w+)")


def test_views_ask_who_may_see():
    """What belongs to a client is read through visible_to(user), or by a number that was just proved (on_phone)."""
    door = "portal/views/sign_in.py"  # nobody is known there yet
    found = []
    for path in own_code():
        name = relative(path)
        if name.split("/")[0] in APPS and re.search(r"/(views|api)(/|\.py)", name) and name != door:
            found += [f"{name}: {match.group(0)}" for match in _UNGUARDED.finditer(text_of(path))]
    assert found == []


def test_fixed_names_of_commits_and_files():
    """What the README promises is there."""
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/operators.md", "docs/decisions.md", ".ci/run"):
        assert (ROOT / name).is_file(), name
    for name in ("mingbai", ".ci/run", "manage.py"):
        assert (ROOT / name).stat().st_mode & 0o111, f"{name} is not executable"


DESK = {"desk.js", "recorder.js", "blueprint.js"}
"""Scripts of the admin, which needs a browser of today anyway."""

_NEWER_SYNTAX = re.compile(
    r"\bcatch\s*\{|\?\.(?!\d)|\?\?|\{\s*\.\.\.|\bfor\s+await\b|\basync\s*\*|\(\?<[=!\w]|\bthis\.#|\|\|=|&&="
)
_NEWER_CALLS = re.compile(
    r"\.(replaceAll|replaceChildren|requestSubmit|toggleAttribute|flat|flatMap|matchAll|allSettled|finally|at|submitter)\b\s*\("
    r"|\bObject\.fromEntries\b|\bglobalThis\b|\bstructuredClone\b|\brandomUUID\b|\bAbortSignal\b"
)


def test_scripts_run_in_the_oldest_browser_that_is_promised():
    """ES2017: one newer word and an old phone reads none of the file."""
    found = {}
    for path in tracked():
        if path.suffix == ".js" and path.parent.name == "static":
            rules = [_NEWER_SYNTAX] if path.name in DESK else [_NEWER_SYNTAX, _NEWER_CALLS]
            found[path.name] = [match.group() for rule in rules for match in rule.finditer(text_of(path))]
    assert len(found) > 10
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.django_db
def test_the_process_and_the_database_number_content_types_alike():
    """A copied database must not meet what the process remembers of another."""
    held = list(ContentType.objects.all())
    assert len(held) > 50
    assert [kind for kind in held if ContentType.objects.get_for_id(kind.pk).natural_key() != kind.natural_key()] == []
