"""user_model: a model that a user brought along, from SBML or Antimony."""

from pathlib import Path
from typing import TYPE_CHECKING

from trephine.core.error import InputError
from trephine.core.text import Text

if TYPE_CHECKING:
    from trephine.core.model import Model

SBML, ANTIMONY = (".xml", ".sbml"), (".ant", ".txt")


def user_model(path: Path) -> "Model":
    """Return the model of a file by its suffix: .xml or .sbml (SBML), .ant or .txt (Antimony).

    Raises InputError for another suffix, a file that cannot be read, what is malformed and what
    does not run.
    """
    suffix = path.suffix.lower()
    if suffix not in (*SBML, *ANTIMONY):
        raise InputError(
            what=Text(zh="不支持这种模型文件", en="No such kind of model file is read"),
            where=str(path),
            found=path.suffix or "''",
            do=Text(
                zh="SBML 用 .xml 或 .sbml，Antimony 用 .ant 或 .txt",
                en="SBML in .xml or .sbml, Antimony in .ant or .txt",
            ),
        )
    from trephine.mechanism.read_text_file import read_text_file  # noqa: PLC0415  (on demand)

    text = read_text_file(path)
    if suffix in SBML:
        from trephine.interop.read_sbml import read_sbml  # noqa: PLC0415  (loads libSBML)

        return read_sbml(text, str(path))
    from trephine.interop.read_antimony import read_antimony  # noqa: PLC0415  (loads Antimony)

    return read_antimony(text, str(path))
