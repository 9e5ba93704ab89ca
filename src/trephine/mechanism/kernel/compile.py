"""Compile printed programs to machine code, kept on disk by what they are printed from."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite  # type: ignore[import-untyped]
import llvmlite.binding as llvm  # type: ignore[import-untyped]

from trephine.core.cache import cache_directory, write_atomically
from trephine.mechanism.kernel.vector_math import vector_math

_ATTRIBUTES = 'attributes #0 = { nounwind alignstack=64 "prefer-vector-width"="512" }\n'
_loaded: dict[str, "Code"] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Machine code in memory: the addresses of its functions, and what was noted with it."""

    addresses: dict[str, int]
    notes: dict[str, Any]
    memory: Any


def compiled(
    key: str, names: tuple[str, ...], make: Callable[[], tuple[str, dict[str, Any]]]
) -> Code:
    """Return the code that ``make`` prints, compiled at most once a machine for one ``key``.

    ``make`` returns LLVM text and notes (of JSON's kinds). The key is joined by the processor, the
    compiler and the printing modules' own text, so that code is never older than what prints it.
    """
    digest = hashlib.sha256("\n".join([key, *machine(), _printers()]).encode()).hexdigest()
    if digest in _loaded:
        return _loaded[digest]
    path = cache_directory() / f"{digest[:40]}.code"
    found = _read(path)
    if found is None:
        text, notes = make()
        found = _object(text), notes
        _write(path, *found)
    code = _load(*found, names)
    _loaded[digest] = code
    return code


@cache
def machine() -> tuple[str, str, str]:
    """Return the processor's name, its features and the compiler's version."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    return llvm.get_host_cpu_name(), features, llvmlite.__version__


def is_x86() -> bool:
    """Tell whether this is an x86 processor."""
    return llvm.get_process_triple().split("-")[0] in {"x86_64", "i686", "amd64"}


def has_avx512() -> bool:
    """Tell whether the processor has AVX-512's registers and reciprocals."""
    return "+avx512f" in machine()[1].split(",")


@cache
def _printers() -> str:
    here = Path(__file__).parent
    found = hashlib.sha256()
    for folder in (here, here.parent / "symbolic"):
        for path in sorted(folder.glob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()


def _target() -> Any:
    name, features, _ = machine()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    return target.create_target_machine(cpu=name, features=features, opt=2, reloc="pic", jit=True)


def _object(text: str) -> bytes:
    module = llvm.parse_assembly(_ATTRIBUTES + vector_math(fast_reciprocal=has_avx512()) + text)
    module.verify()
    target = _target()
    # the text is optimised as printed: these passes inline the elementary functions and little more
    options = llvm.PipelineTuningOptions(speed_level=1)
    options.slp_vectorization = False
    passes = llvm.create_pass_builder(target, options)
    passes.getModulePassManager().run(module, passes)
    made: bytes = target.emit_object(module)
    return made


def _load(binary: bytes, notes: dict[str, Any], names: tuple[str, ...]) -> Code:
    memory = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
    memory.add_object_file(llvm.ObjectFileRef.from_data(binary))
    memory.finalize_object()
    addresses = {name: memory.get_function_address(name) for name in names}
    return Code(addresses=addresses, notes=notes, memory=memory)


def _read(path: Path) -> tuple[bytes, dict[str, Any]] | None:
    """Return what was kept, None where there is nothing or it is torn."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    head, _, binary = whole.partition(b"\n")
    try:
        noted = json.loads(head)
    except ValueError:
        return None
    if noted.get("size") != len(binary) or noted.get("sha") != hashlib.sha256(binary).hexdigest():
        return None
    return binary, noted["notes"]


def _write(path: Path, binary: bytes, notes: dict[str, Any]) -> None:
    """Keep code at once or not at all; that a folder cannot be written to is no error."""
    head = {"size": len(binary), "sha": hashlib.sha256(binary).hexdigest(), "notes": notes}
    with suppress(OSError):
        write_atomically(path, json.dumps(head).encode() + b"\n" + binary)
