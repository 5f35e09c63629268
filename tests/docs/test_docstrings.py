"""Docstrings of public functions: each has one, and each names the project's errors that the function raises itself."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("device", "convert", "training", "deploy", "benchmarks")
BASES = {"HandshapeError", "DeployError", "AgentError"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[tuple[Path, ast.Module]]:
    """Return every module of the packages with its syntax tree."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


MODULES = modules()


def own_errors() -> dict[str, set[str]]:
    """Return the project's exceptions, each with the names that may stand for it: its own and those of its parents."""
    parents = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for _, tree in MODULES
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }

    def ancestry(name: str) -> set[str]:
        return {name}.union(*(ancestry(parent) for parent in parents.get(name, ())))

    return {name: {name} | (ancestry(name) - BASES) for name in parents if ancestry(name) & BASES}


def public_functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Yield the qualified name and the node of the public functions and methods, `__init__` included."""
    for node in body:
        if isinstance(node, Function) and (not node.name.startswith("_") or node.name == "__init__"):
            yield f"{prefix}{node.name}", node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body, f"{prefix}{node.name}.")


def class_names(node: ast.AST | None) -> set[str]:
    """Return the last parts of the names in a raised expression or in an `except` clause."""
    if isinstance(node, ast.Tuple):
        return {name for part in node.elts for name in class_names(part)}
    if isinstance(node, ast.Call):
        return class_names(node.func)
    if isinstance(node, ast.Name):
        return {node.id}
    return {node.attr} if isinstance(node, ast.Attribute) else set()


def raised(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names of the classes that leave these statements; nested functions do not count."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, Function | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.Raise):
            names |= class_names(node.exc)
        elif isinstance(node, ast.Try):
            caught = {name for handler in node.handlers for name in class_names(handler.type)}
            names |= (raised(node.body) - caught) | raised([*node.handlers, *node.orelse, *node.finalbody])
        else:
            names |= raised(ast.iter_child_nodes(node))
    return names


def raises_section(docstring: str) -> str:
    """Return the text of a Google docstring's `Raises:` section; "" without one."""
    _, found, rest = docstring.partition("\nRaises:\n")
    return rest if found else ""


def test_every_public_function_has_a_docstring() -> None:
    missing = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path, tree in MODULES
        for name, node in public_functions(tree.body)
        if not name.endswith("__init__") and not ast.get_docstring(node)
    ]
    assert not missing, "\n".join(missing)


def test_the_raises_section_names_every_own_error_of_the_body() -> None:
    errors = own_errors()
    missing = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}: {error}"
        for path, tree in MODULES
        for name, node in public_functions(tree.body)
        for error in sorted(raised(node.body) & errors.keys())
        if not any(each in raises_section(ast.get_docstring(node) or "") for each in errors[error])
    ]
    assert not missing, "\n".join(missing)


def test_the_check_finds_an_error_that_a_docstring_leaves_out() -> None:
    source = (
        "def load():\n"
        '    """Load it.\n\n    Raises:\n        ModelError: missing.\n    """\n'
        "    def inner():\n        raise CameraError\n"
        "    if broken:\n        raise ModelError('x')\n"
        "    try:\n        raise RunError('x')\n    except RunError:\n        raise errors.DataError from None\n"
    )
    (_, function), *_ = public_functions(ast.parse(source).body)
    assert raised(function.body) == {"ModelError", "DataError"}
    assert "DataError" not in raises_section(ast.get_docstring(function) or "")
