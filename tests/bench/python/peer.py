"""The Python SDK as the peer of benchmarks, driven like the interop peer: JSON lines in and out."""

import os
import sys

INTEROP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "interop", "python")
sys.path.insert(0, INTEROP)

import loopback  # noqa: E402, F401  first of all
import asyncio  # noqa: E402
import time  # noqa: E402
import types  # noqa: E402
from typing import Tuple  # noqa: E402

import lines  # noqa: E402
from sdk import EXTERNAL_IP, Axon, AxonInfo, Dendrite, Keypair  # noqa: E402
from starlette.types import Send  # noqa: E402
from synapse import StreamPromptingSynapse  # noqa: E402


async def start_axon(request):
    """An axon of //Bob that answers `known` callers with two pieces, as the one of this project does."""
    known = set(request["known"])
    keypair = Keypair.create_from_uri("//Bob")
    wallet = types.SimpleNamespace(hotkey=keypair, coldkeypub=keypair)
    axon = Axon(wallet=wallet, port=request["port"], external_ip=EXTERNAL_IP)
    axon.fast_config.host = "127.0.0.1"

    def blacklist(synapse: StreamPromptingSynapse) -> Tuple[bool, str]:
        return (False, "Hotkey recognized!") if synapse.dendrite.hotkey in known else (True, "Unrecognized hotkey")

    def priority(synapse: StreamPromptingSynapse) -> float:
        return 1e6

    def forward(synapse: StreamPromptingSynapse) -> StreamPromptingSynapse.BTStreamingResponse:
        async def stream(send: Send):
            for piece in (b"The highest one ", b"is Mount Everest."):
                await send({"type": "http.response.body", "body": piece, "more_body": True})

        return synapse.create_streaming_response(stream)

    axon.attach(forward_fn=forward, blacklist_fn=blacklist, priority_fn=priority)
    axon.start()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", request["port"])
            writer.close()
            return {"hotkey": keypair.ss58_address}
        except OSError:
            await asyncio.sleep(0.02)
    raise TimeoutError("the axon does not listen")


class Asker:
    """One dendrite for all batches, as a validator has."""

    def __init__(self):
        self._dendrite = None

    async def fan_out(self, request):
        """Asks `count` axons at once and reads every answer to its end, as the validator of subnet 1 does."""
        if self._dendrite is None:
            self._dendrite = Dendrite(wallet=Keypair.create_from_uri("//Alice"))
        targets = [
            AxonInfo(
                version=1,
                ip="127.0.0.1",
                port=request["port"],
                ip_type=4,
                hotkey=request["hotkey"],
                coldkey=request["hotkey"],
            )
            for _ in range(request["count"])
        ]
        start = time.perf_counter()
        answers = await self._dendrite.forward(
            axons=targets,
            synapse=StreamPromptingSynapse(roles=["user"], messages=["What is the tallest mountain of the world?"]),
            timeout=15.0,
            deserialize=False,
            streaming=True,
        )

        async def read(answer):
            final = None
            async for piece in answer:
                final = piece
            return final.dendrite.status_code

        statuses = await asyncio.gather(*(read(answer) for answer in answers))
        return {"ms": (time.perf_counter() - start) * 1000, "ok": sum(status == 200 for status in statuses)}


class Chain:
    """The SDK's chain client; imported when asked for, because older releases cannot read this chain."""

    def __init__(self):
        self._subtensor = None

    async def connect(self, request):
        import bittensor

        def work():
            self._subtensor = bittensor.Subtensor(network=request["endpoint"])
            return {"block": self._subtensor.get_current_block()}

        return await asyncio.to_thread(work)

    async def metagraph(self, request):
        def work():
            start = time.perf_counter()
            graph = self._subtensor.metagraph(netuid=request["netuid"], lite=True)
            return {"ms": (time.perf_counter() - start) * 1000, "n": int(graph.n)}

        return await asyncio.to_thread(work)


async def rss(_):
    """Resident memory of this process in bytes."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return {"rss": int(line.split()[1]) * 1024}
    return {"rss": 0}


async def main():
    chain = Chain()
    lines.say({"event": "ready"})
    await lines.serve({
        "start_axon": start_axon,
        "fan_out": Asker().fan_out,
        "chain_connect": chain.connect,
        "chain_metagraph": chain.metagraph,
        "rss": rss,
    })


asyncio.run(main())
# Threads of the SDK's servers must not keep a finished process.
sys.stderr.flush()
os._exit(0)
