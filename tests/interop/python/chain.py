"""Their chain client against a local chain: reads, registers, serves and sets weights."""

import asyncio
import types

import bittensor
from sdk import Wallet


def _plain(value):
    """Numbers, texts and lists out of numpy arrays, balances and the like."""
    if hasattr(value, "rao"):
        return str(value.rao)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


class ChainClient:
    """One connection per process; every command runs in a thread, because the client blocks."""

    def __init__(self):
        self._subtensor = None

    def commands(self):
        names = ("connect", "read", "metagraph", "register", "serve", "set_weights", "stored_weights", "commits")
        threaded = {"chain_" + name: self._threaded(getattr(self, name)) for name in names}
        return {**threaded, "chain_async_metagraph": self.async_metagraph}

    def _threaded(self, work):
        async def run(request):
            return await asyncio.to_thread(work, request)

        return run

    def connect(self, request):
        self._subtensor = bittensor.Subtensor(network=request["endpoint"])
        substrate = self._subtensor.substrate
        block = self._subtensor.get_current_block()
        substrate.init_runtime(block_hash=self._subtensor.get_block_hash(block))
        return {"block": block, "chain": substrate.chain, "metadata": _metadata_version(substrate)}

    def read(self, request):
        chain, netuid, hotkey = self._subtensor, request["netuid"], request["hotkey"]
        hyper = chain.get_subnet_hyperparameters(netuid)
        netuids = getattr(chain, "get_all_subnets_netuid", None) or chain.get_subnets
        return {
            "exists": chain.subnet_exists(netuid),
            "netuids": _plain(netuids()),
            "n": chain.subnetwork_n(netuid),
            "tempo": chain.tempo(netuid),
            "hyper_tempo": hyper.tempo,
            "weights_rate_limit": hyper.weights_rate_limit,
            "commit_reveal": chain.commit_reveal_enabled(netuid),
            "burn": _plain(chain.recycle(netuid)),
            "balance": _plain(chain.get_balance(request["coldkey"])),
            "registered": chain.is_hotkey_registered(hotkey_ss58=hotkey, netuid=netuid),
            "uid": chain.get_uid_for_hotkey_on_subnet(hotkey_ss58=hotkey, netuid=netuid),
            "owner": chain.get_hotkey_owner(hotkey),
            "stranger_registered": chain.is_hotkey_registered(hotkey_ss58=request["stranger"], netuid=netuid),
        }

    def metagraph(self, request):
        return _graph(self._subtensor.metagraph(netuid=request["netuid"], lite=False))

    async def async_metagraph(self, request):
        """The same through the asynchronous client, which has a connection of its own."""
        async with bittensor.AsyncSubtensor(network=request["endpoint"]) as chain:
            return _graph(await chain.metagraph(netuid=request["netuid"], lite=False))

    def register(self, request):
        done = self._subtensor.burned_register(wallet=_wallet(request), netuid=request["netuid"])
        return _outcome(done)

    def serve(self, request):
        wallet = _wallet(request)
        # All that this call reads of an axon; a real one would also bind a port.
        axon = types.SimpleNamespace(wallet=wallet, external_ip=request["ip"], external_port=request["port"])
        return _outcome(self._subtensor.serve_axon(netuid=request["netuid"], axon=axon))

    def set_weights(self, request):
        done = self._subtensor.set_weights(
            wallet=_wallet(request),
            netuid=request["netuid"],
            uids=request["uids"],
            weights=request["weights"],
            version_key=request["version_key"],
            wait_for_inclusion=True,
            wait_for_finalization=True,
        )
        return _outcome(done)

    def stored_weights(self, request):
        return {"weights": _plain(self._subtensor.weights(netuid=request["netuid"]))}

    def commits(self, request):
        rows = self._subtensor.get_timelocked_weight_commits(netuid=request["netuid"])
        return {"hotkeys": [row[0] for row in rows]}


def _graph(graph):
    return {
        "n": int(graph.n),
        "uids": _plain(graph.uids),
        "hotkeys": list(graph.hotkeys),
        "coldkeys": list(graph.coldkeys),
        "stake": _plain(graph.S),
        "permits": _plain(graph.validator_permit),
        "last_update": _plain(graph.last_update),
        "incentive": _plain(graph.I),
        "axons": [[axon.ip, axon.port, axon.protocol] for axon in graph.axons],
        "weights": _plain(graph.W),
    }


def _wallet(request):
    return Wallet(name=request["name"], hotkey=request.get("hotkey_name", "default"), path=request["path"])


def _outcome(done):
    """True and False of 9.x, pairs of 9.x, ExtrinsicResponse of 10.x."""
    if isinstance(done, bool):
        return {"success": done, "message": None}
    if isinstance(done, tuple):
        return {"success": bool(done[0]), "message": str(done[1])}
    return {"success": bool(done.success), "message": None if done.message is None else str(done.message)}


def _metadata_version(substrate):
    runtime = getattr(substrate, "runtime", None)
    metadata = getattr(runtime, "metadata_v15", None)
    return 15 if metadata is not None else None
