"""Optional packages, imported on use; a missing one is named with the extra that brings it."""

import importlib
from types import ModuleType


class MissingExtraError(ImportError):
    """A package that an extra of saring installs is not there."""


def require(module: str, extra: str = "cli") -> ModuleType:
    """Import an optional package.

    Parameters
    ----------
    module
        Name to import, e.g. ``"zstandard"``.
    extra
        The extra of saring that installs it.

    Returns
    -------
    ModuleType
        The module.

    Raises
    ------
    MissingExtraError
        With the command that installs the extra.

    Examples
    --------
    >>> from saring.io.extras import require
    >>> require("json").dumps([1])
    '[1]'
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"this needs the package {error.name}: pip install 'saring[{extra}]'"
        ) from None
