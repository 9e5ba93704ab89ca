"""arguments: a parser whose complaints are Trephine's, in one language, without usage lines."""

import argparse
from typing import NoReturn

from trephine.core.error import InputError
from trephine.core.text import Text


def arguments(*, prog: str, description: str) -> argparse.ArgumentParser:
    """Return an empty parser that raises InputError for what it cannot parse."""
    return _Parser(prog=prog, description=description)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Refuse the command line; ``message`` is argparse's own."""
        raise InputError(
            what=Text(zh="命令行的写法有误", en="The command line cannot be understood"),
            where=self.prog,
            found=message,
            do=Text(
                zh=f"可用的选项: {self.prog} --help", en=f"See its options: {self.prog} --help"
            ),
        )
