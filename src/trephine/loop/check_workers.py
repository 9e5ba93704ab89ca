"""check_workers: whether the workers of a cluster compute with the same Trephine as we do."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.loop.code_here import code_here

if TYPE_CHECKING:
    from distributed import Client

_SHOWN = 3
_ABSENT = "—"


def check_workers(client: "Client", address: str) -> None:
    """Refuse a cluster with a worker that lacks Trephine or computes with another of anything.

    Asked are the workers that are there now. Raises InputError.
    """
    wanted = code_here()
    # first a question that a worker without Trephine understands
    installed = client.run(version, "trephine", on_error="return")
    mine = {"trephine": wanted["trephine"]}
    found = {
        worker: unlike({} if isinstance(one, BaseException) else {"trephine": one}, mine)
        for worker, one in installed.items()
        if one != mine["trephine"]
    }
    if not found:
        told = client.run(code_here, on_error="return")
        found = {
            worker: repr(one) if isinstance(one, BaseException) else unlike(one, wanted)
            for worker, one in told.items()
            if one != wanted
        }
    if found:
        raise workers_differ(address, found)


def unlike(found: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    """Return in words what differs of what a worker computes with; empty where nothing does."""
    return ", ".join(
        f"{name} {found.get(name, _ABSENT)} ≠ {wanted.get(name, _ABSENT)}"
        for name in sorted(found.keys() | wanted.keys())
        if found.get(name) != wanted.get(name)
    )


def workers_differ(address: str, found: Mapping[str, str]) -> InputError:
    """Return the refusal of workers, each with what is amiss with it."""
    shown = [f"{worker}: {what}" for worker, what in sorted(found.items())[:_SHOWN]]
    if len(found) > _SHOWN:
        shown.append(f"+{len(found) - _SHOWN}")
    return InputError(
        what=Text(
            zh="集群的工作进程所用的 Trephine 或其依赖与此处不同，结果会不一致",
            en="Workers of the cluster compute with another Trephine, or with other versions of"
            " what it rests on: their patients would differ",
        ),
        where=address,
        found="; ".join(shown),
        do=Text(
            zh="在每台工作机上安装与此处相同的 Trephine（同一份 requirements.lock），"
            "再重启工作进程",
            en="Install on every worker's machine what is installed here (the same"
            " requirements.lock and Trephine), and start the workers again",
        ),
    )
