"""document: SBML text as a checked libSBML document."""

from typing import Any

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.interop.sbml.refused import LIST, refused

_BROKEN = Text(zh="这份 SBML 不合语法或前后矛盾", en="this SBML is malformed or contradicts itself")
_CORRECT = Text(
    zh="请改正该处；SBML 在线校验器会给出同样的说明",
    en="correct that place; the online SBML validator says the same at more length",
)
_PACKAGE = Text(
    zh="模型的含义取决于一个不支持的 SBML 扩展包",
    en="the model's meaning depends on an SBML package that is not supported",
)

# Units not declared (libSBML counts them among identifiers); no encoding in the first line.
_HARMLESS = (10313, 99303, 1002)
_OF_PACKAGES = (99107, 99108)
# Required or not, these draw or group and leave the mathematics alone; l3v2extendedmath is read.
_PASSED_OVER = ("layout", "render", "groups", "l3v2extendedmath")


def document(text: str, file: str) -> Any:
    """Return the document of SBML text. Submodels (package comp) are flattened.

    Packages that change nothing in the mathematics (layout, groups, fbc, …) are passed over.
    Raises InputError: text that is not SBML, a model that breaks a rule of SBML (units are not
    looked at), a required package.
    """
    import libsbml  # noqa: PLC0415  (a second to load: only when SBML is read)

    found = libsbml.readSBMLFromString(text)
    _stop_at_errors(found, file)
    if found.getModel() is None:
        raise InputError(what=_BROKEN, where=file, found="no model", do=_CORRECT)
    if found.getPlugin("comp") is not None and found.getPackageRequired("comp"):
        wish = libsbml.ConversionProperties()
        wish.addOption("flatten comp", True)
        if found.convert(wish) != libsbml.LIBSBML_OPERATION_SUCCESS:
            raise refused(_PACKAGE, None, file, "comp")
    for package in _packages(found):
        if found.getPackageRequired(package) and package not in _PASSED_OVER:
            raise refused(_PACKAGE, found.getModel(), file, package)
    checked = (
        libsbml.LIBSBML_CAT_IDENTIFIER_CONSISTENCY,
        libsbml.LIBSBML_CAT_GENERAL_CONSISTENCY,
        libsbml.LIBSBML_CAT_MATHML_CONSISTENCY,
        libsbml.LIBSBML_CAT_OVERDETERMINED_MODEL,
    )
    for category in (
        *checked,
        libsbml.LIBSBML_CAT_UNITS_CONSISTENCY,
        libsbml.LIBSBML_CAT_SBO_CONSISTENCY,
        libsbml.LIBSBML_CAT_MODELING_PRACTICE,
    ):
        found.setConsistencyChecks(category, category in checked)
    found.checkConsistency()
    _stop_at_errors(found, file)
    return found


def _packages(found: Any) -> list[str]:
    """Return the packages that a document names; below Level 3 there are none."""
    if found.getLevel() < 3:
        return []
    known = (found.getPlugin(at).getPackageName() for at in range(found.getNumPlugins()))
    unread = (found.getUnknownPackagePrefix(at) for at in range(found.getNumUnknownPackages()))
    return [*known, *unread]


def _stop_at_errors(found: Any, file: str) -> None:
    import libsbml  # noqa: PLC0415  (as above)

    for at in range(found.getNumErrors()):
        error = found.getError(at)
        fatal = error.getSeverity() >= libsbml.LIBSBML_SEV_ERROR
        if fatal and error.getErrorId() not in _HARMLESS:
            message = " ".join(error.getMessage().split())
            where = f"{file}:{error.getLine()}"
            package = error.getErrorId() in _OF_PACKAGES
            raise InputError(
                what=_PACKAGE if package else _BROKEN,
                where=where,
                found=message,
                do=LIST if package else _CORRECT,
            )
