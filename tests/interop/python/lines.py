"""JSON lines on stdin and stdout. Whatever else prints goes to stderr."""

import asyncio
import json
import os
import sys
import threading
import traceback

_out = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
os.dup2(2, 1)
_lock = threading.Lock()


def say(message):
    """Writes one line; any thread may."""
    with _lock:
        _out.write(json.dumps(message) + "\n")
        _out.flush()


async def serve(commands):
    """Runs commands by name, each as its own task, until stdin ends."""
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue()

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(queue.put_nowait, line)
        loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    running = set()

    async def run(request):
        try:
            say({"id": request["id"], "result": await commands[request["do"]](request)})
        except BaseException as error:  # the test decides what a failure means
            text = "%s: %s" % (type(error).__name__, error)
            say({"id": request["id"], "error": text, "trace": traceback.format_exc()[-2000:]})

    while True:
        line = await queue.get()
        if line is None:
            break
        task = asyncio.ensure_future(run(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)
