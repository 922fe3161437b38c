"""Their axon: answers from a script and tells what its handler was given."""

import asyncio
import base64
import time
import types
from typing import Tuple

from asking import terminal
from lines import say
from sdk import EXTERNAL_IP, Axon, Keypair
from starlette.types import Send
from synapse import StreamPromptingSynapse


class Answerer:
    """Axons that live as long as the process. A script holds for every request until the next one is set."""

    def __init__(self):
        self._axons = []
        self.script = {}

    async def start(self, request):
        """Starts an axon of `uri` on `port`; `routes` false leaves it with the ping only."""
        keypair = Keypair.create_from_uri(request.get("uri", "//Bob"))
        wallet = types.SimpleNamespace(hotkey=keypair, coldkeypub=keypair)
        axon = Axon(wallet=wallet, port=request["port"], external_ip=EXTERNAL_IP)
        axon.fast_config.host = "127.0.0.1"
        if request.get("routes", True):
            axon.attach(
                forward_fn=self._forward(),
                blacklist_fn=self._blacklist(),
                priority_fn=self._priority(),
            )
        axon.start()
        self._axons.append(axon)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", request["port"])
                writer.close()
                return {"hotkey": keypair.ss58_address}
            except OSError:
                await asyncio.sleep(0.02)
        raise TimeoutError("the axon does not listen")

    async def set_script(self, request):
        """`pieces`: [{"b64", "wait_ms"}]; `fail`: before | after; `blacklist`: a reason."""
        self.script = request["script"]
        return {}

    def _blacklist(self):
        def blacklist(synapse: StreamPromptingSynapse) -> Tuple[bool, str]:
            reason = self.script.get("blacklist")
            return (True, reason) if reason else (False, "Hotkey recognized!")

        return blacklist

    def _priority(self):
        def priority(synapse: StreamPromptingSynapse) -> float:
            return 1e6

        return priority

    def _forward(self):
        def forward(synapse: StreamPromptingSynapse) -> StreamPromptingSynapse.BTStreamingResponse:
            script = self.script
            say({
                "event": "request",
                "roles": synapse.roles,
                "messages": synapse.messages,
                "completion": synapse.completion,
                "timeout": synapse.timeout,
                "hash_fields": synapse.required_hash_fields,
                "dendrite": terminal(synapse.dendrite),
                "axon": terminal(synapse.axon),
            })
            if script.get("fail") == "before":
                raise RuntimeError("the model is gone")

            async def stream(send: Send):
                for piece in script.get("pieces", []):
                    await asyncio.sleep(piece.get("wait_ms", 0) / 1000)
                    await send({
                        "type": "http.response.body",
                        "body": base64.b64decode(piece["b64"]),
                        "more_body": True,
                    })
                if script.get("fail") == "after":
                    raise RuntimeError("the model is gone")

            return synapse.create_streaming_response(stream)

        return forward
