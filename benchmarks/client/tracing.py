"""How much of a page's own processor time went into running script.

``Performance.getMetrics`` has a ``ScriptDuration``, but it leaves out what runs when a
promise is fulfilled, so a client that begins with ``await`` would look free.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

CATEGORIES = ["devtools.timeline", "v8"]
SCRIPTING = {
    "EvaluateScript",
    "EventDispatch",
    "FireAnimationFrame",
    "FireIdleCallback",
    "FunctionCall",
    "TimerFire",
    "BlinkScheduler_PerformMicrotaskCheckpoint",
    "v8.callFunction",
    "v8.compile",
    "v8.compileModule",
    "v8.evaluateModule",
    "v8.run",
}


def scripting(trace: bytes, address: str) -> float:
    """Return the milliseconds that the main thread of the page at *address* spent in script.

    Each stretch is counted once, however deep it nests, with the layout that it forced.
    """
    events = json.loads(trace)["traceEvents"]
    main = {_thread(event) for event in events if _parsed(event) == address}
    return _outermost(
        event
        for event in events
        if event["name"] in SCRIPTING and event["ph"] == "X" and _thread(event) in main
    )


def _parsed(event: dict[str, Any]) -> str | None:
    """Return the address of the document that *event* parses, if it does."""
    return event["args"].get("beginData", {}).get("url") if event["name"] == "ParseHTML" else None


def _thread(event: dict[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]


def _outermost(events: Iterable[dict[str, Any]]) -> float:
    """Return the thread time of those events that are not inside another one."""
    spent, until = 0.0, 0.0
    for event in sorted(events, key=lambda event: (event["ts"], -event.get("dur", 0))):
        if event["ts"] >= until:
            spent += event.get("tdur", 0) / 1000
            until = event["ts"] + event.get("dur", 0)
    return spent
