"""One process of the SDK, driven by JSON lines: {"id", "do", …} → {"id", "result" | "error"}; also {"event", …}."""

import loopback  # noqa: F401  first of all
import asyncio
import os
import platform
import sys
import unicodedata

import lines
import sdk
import wallets
from chain import ChainClient
from answering import Answerer
from asking import Asker


async def main():
    asker, answerer = Asker(), Answerer()

    async def hello(_):
        return {
            "bittensor": sdk.VERSION,
            "python": platform.python_version(),
            "unicode": unicodedata.unidata_version,
        }

    lines.say({"event": "ready"})
    await lines.serve({
        "hello": hello,
        "ask": asker.ask,
        "ask_many": asker.ask_many,
        "start_axon": answerer.start,
        "script": answerer.set_script,
        "wallet_write": wallets.write,
        "wallet_create_hotkey": wallets.create_plain_hotkey,
        "wallet_read": wallets.read,
        "wallet_legacy": wallets.legacy,
        "wallet_from_phrase": wallets.from_phrase,
        "wallet_export": wallets.export,
        "wallet_write_ed25519": wallets.write_ed25519,
        **ChainClient().commands(),
    })


asyncio.run(main())
# Threads of the SDK's servers must not keep a finished process.
sys.stderr.flush()
os._exit(0)
