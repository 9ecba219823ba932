"""The baseline: an ASGI program that validates a choice and answers, or serves bytes from memory."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from sayso.app.submission import Submission

ANSWER = msgspec.json.encode(
    {"record": "0" * 36, "position": 0, "receipt": "receipts/" + "0" * 36},
)
SCRIPT = Path(sys.argv[2]).read_bytes() if len(sys.argv) > 2 else b""  # noqa: PLR2004
decode = msgspec.json.Decoder(Submission).decode


async def app(scope, receive, send):  # noqa: ANN001, ANN201
    if scope["type"] != "http":
        return
    if scope["method"] == "POST":
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        decode(body)
        status, answer, kind = 201, ANSWER, b"application/json"
    else:
        status, answer, kind = 200, SCRIPT, b"text/javascript"
    headers = [(b"content-type", kind), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="error",
        lifespan="off",
    )
