"""Below: the footer of exports below a table that a route gives as CSV."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Annotated

from fastapi import Depends, Request

from trephine.core.text import Language, Text
from trephine.interop.references.write_table import defused
from trephine.web.exports.asked import provenance
from trephine.web.workplace import At


def _below(request: Request, at: At, lang: Language = "zh") -> Callable[[bytes, Text, str], bytes]:
    def below(table: bytes, title: Text, page: str) -> bytes:
        """Return the table and, after an empty line, where it is from: the page of that path."""
        lines = provenance(
            title[lang],
            f"{str(request.base_url).rstrip('/')}{page}",
            lang,
            at.settings.clock.read(datetime.now(UTC)),
            demo=at.settings.demo,
        )
        out = StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows([[], *([defused(one)] for one in lines)])
        return table + out.getvalue().encode()

    return below


Below = Annotated[Callable[[bytes, Text, str], bytes], Depends(_below)]
