#!/usr/bin/env python3
"""A whole engine for `--neuron.engine 'exec:python3 docs/examples/exec_engine.py'`, in the standard library alone.

It answers with the words of the last message in reverse order, one piece per word. Replace `answer` by a call of your
own model. The frames are described in docs/engine-protocol.md.
"""
import json
import struct
import sys
import threading

lock = threading.Lock()
aborted = set()


def send(message):
    """Writes one frame: 4 bytes of length, big-endian, then JSON."""
    body = json.dumps(message).encode()
    with lock:
        sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)
        sys.stdout.buffer.flush()


def read():
    """Yields the messages of the program until it closes our input."""
    stream = sys.stdin.buffer
    while head := stream.read(4):
        yield json.loads(stream.read(struct.unpack(">I", head)[0]))


def answer(request):
    """Yields the pieces of an answer. A piece is text: never half a character."""
    words = request["messages"][-1]["content"].split() if request["messages"] else []
    for word in list(reversed(words))[: request.get("maxTokens", 256)]:
        yield word + " "


def generate(number, request):
    reason = "stop"
    for piece in answer(request):
        if number in aborted:
            reason = "aborted"
            break
        send({"type": "text", "items": [[number, piece]]})
    aborted.discard(number)
    send({"type": "end", "id": number, "reason": reason})


for message in read():
    kind = message["type"]
    if kind == "start":
        info = {"model": "reversed words", "device": "none", "contextTokens": 100000, "parallel": 64}
        send({"type": "ready", "info": info})
    elif kind == "generate":
        threading.Thread(target=generate, args=(message["id"], message["request"]), daemon=True).start()
    elif kind == "abort":
        aborted.add(message["id"])
    elif kind == "count":
        send({"type": "result", "id": message["id"], "value": len(message["text"].split())})
    elif kind == "ping":
        send({"type": "result", "id": message["id"], "value": "pong"})
