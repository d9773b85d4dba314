"""Lines of removed.jsonl.zst and quarantine.jsonl that the core does not write itself."""

import base64
from typing import Any

from saring.errors import require
from saring.io.records import Fate, Problem, Record, Source
from saring.runs.doc_table import DocTable


def where(record: Record) -> bytes:
    """JSON members that say where a record stands, without braces.

    Parameters
    ----------
    record
        A document as read.

    Returns
    -------
    bytes
        ``"file":…,"record":…,"line":…`` and ``"id":…`` where it has one.
    """
    name = require("orjson").dumps(record.source.name)
    line = b"null" if record.line is None else b"%d" % record.line
    members = b'"file":%s,"record":%d,"line":%s' % (name, record.number, line)
    return members if record.ident is None else members + b',"id":' + record.ident


def place(table: DocTable, sources: list[Source], document: int) -> dict[str, Any]:
    """Where a document of the table stands, as the audit and the report write it."""
    orjson = require("orjson")
    ident = table.ident(document)
    return {
        "file": sources[table.source[document]].name,
        "record": table.number[document],
        "line": table.line[document] or None,
        **({} if ident is None else {"id": orjson.Fragment(ident)}),
    }


def problem_line(problem: Problem) -> bytes:
    """Make the JSON line of a problem, with the bytes concerned where they are at hand."""
    entry: dict[str, Any] = {"kind": "repair"} if problem.fate is Fate.REPAIRED else {}
    entry |= {
        "file": problem.source.name,
        "line": problem.line,
        "reason": problem.reason,
        "problem": problem.kind,
    }
    if problem.raw is not None:
        try:
            entry["raw"] = problem.raw.decode()
        except UnicodeDecodeError:
            entry["raw_base64"] = base64.b64encode(problem.raw).decode()
    line: bytes = require("orjson").dumps(entry)
    return line + b"\n"
