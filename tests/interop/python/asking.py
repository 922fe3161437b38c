"""Their dendrite: asks as told and reports all it knows afterwards."""

import asyncio
import contextlib
from typing import List

import pydantic

from sdk import AxonInfo, Dendrite, Keypair, Synapse
from synapse import NobodyServesThis, StreamPromptingSynapse

TERMINAL = ("status_code", "status_message", "ip", "port", "version", "nonce", "uuid", "hotkey", "signature")


def _flip(signature):
    return signature[:-1] + ("0" if signature[-1] != "0" else "1")


class AskingDendrite(Dendrite):
    """The SDK's client with a wrench in the place where a request has just been signed."""

    def __init__(self, keypair):
        super().__init__(wallet=keypair)
        object.__setattr__(self, "tamper", {})
        object.__setattr__(self, "sent", [])

    def preprocess_synapse_for_request(self, target_axon_info, synapse, timeout=12.0):
        synapse = super().preprocess_synapse_for_request(target_axon_info, synapse, timeout)
        tamper, caller = self.tamper, synapse.dendrite
        if "nonce" in tamper or "nonce_by" in tamper or "sign_for" in tamper:
            caller.nonce = int(tamper.get("nonce", caller.nonce)) + int(tamper.get("nonce_by", 0))
            target = tamper.get("sign_for", synapse.axon.hotkey)
            text = "%s.%s.%s.%s.%s" % (caller.nonce, caller.hotkey, target, caller.uuid, synapse.body_hash)
            caller.signature = "0x" + self.keypair.sign(text).hex()
        if "signature" in tamper:
            caller.signature = _flip(caller.signature) if tamper["signature"] == "flip" else tamper["signature"]
        self.sent.append({"nonce": str(caller.nonce), "uuid": caller.uuid, "signature": caller.signature})
        return synapse


def other_body(messages):
    """A class like the real one whose body carries other messages than those that were hashed and signed."""

    class Tampered(StreamPromptingSynapse):
        # Said again: a field that is only inherited has lost its default by now, and the hash would cover nothing.
        required_hash_fields: List[str] = pydantic.Field(["messages"])

        def to_headers(self):
            headers = super().to_headers()
            signed.add(id(self))
            return headers

        def model_dump(self, *args, **kwargs):
            values = super().model_dump(*args, **kwargs)
            return {**values, "messages": messages} if id(self) in signed else values

    # The SDK makes the headers first and the body next; the route is the name of the class.
    signed = set()
    Tampered.__name__ = StreamPromptingSynapse.__name__
    return Tampered


def terminal(info):
    """A TerminalInfo as JSON; 64-bit integers as text."""
    if info is None:
        return None
    values = {name: getattr(info, name, None) for name in TERMINAL}
    if values["nonce"] is not None:
        values["nonce"] = str(values["nonce"])
    values["process_time"] = info.process_time is not None
    return values


def axon_signature_holds(synapse):
    """Whether the axon signed what the SDK's axons sign; None when it sent nothing to check."""
    axon, dendrite = synapse.axon, synapse.dendrite
    if axon is None or axon.signature is None or axon.nonce is None or axon.uuid is None:
        return None
    text = "%s.%s.%s.%s" % (axon.nonce, dendrite.hotkey, axon.hotkey, axon.uuid)
    return bool(Keypair(ss58_address=axon.hotkey).verify(text, axon.signature))


class Asker:
    """One dendrite object per name, so that nonces and uuids go on where they stopped."""

    def __init__(self):
        self._dendrites = {}

    def dendrite(self, name, uri):
        if name not in self._dendrites:
            self._dendrites[name] = AskingDendrite(Keypair.create_from_uri(uri))
        return self._dendrites[name]

    async def ask(self, request):
        """Asks one axon once. `kind` is `stream`, `ping` or `unknown`."""
        dendrite = self.dendrite(request.get("dendrite", "main"), request.get("uri", "//Alice"))
        object.__setattr__(dendrite, "tamper", request.get("tamper", {}))
        kind = request.get("kind", "stream")
        target = AxonInfo(
            version=1,
            ip="127.0.0.1",
            port=request["port"],
            ip_type=4,
            hotkey=request["hotkey"],
            coldkey=request["hotkey"],
        )
        prompt = {"roles": request.get("roles", []), "messages": request.get("messages", [])}
        timeout = request.get("timeout", 10.0)
        pieces = []
        if kind == "stream":
            tampered = request.get("tamper", {}).get("messages")
            synapse = (other_body(tampered) if tampered else StreamPromptingSynapse)(**prompt)
            answers = await dendrite.forward(
                axons=[target], synapse=synapse, timeout=timeout, deserialize=False, streaming=True
            )
            final = None
            async for piece in answers[0]:
                if isinstance(piece, StreamPromptingSynapse):
                    final = piece
                else:
                    pieces.append(piece)
                    if request.get("leave_after") == len(pieces):
                        with contextlib.suppress(RuntimeError):  # the SDK's generator yields while it is closed
                            await answers[0].aclose()
                        return {"left": True, "pieces": pieces}
        else:
            synapse = Synapse() if kind == "ping" else NobodyServesThis(**prompt)
            [final] = await dendrite.forward(axons=[target], synapse=synapse, timeout=timeout, deserialize=False)
        return {
            "pieces": pieces,
            "completion": getattr(final, "completion", None),
            "roles": getattr(final, "roles", None),
            "messages": getattr(final, "messages", None),
            "timeout": final.timeout,
            "dendrite": terminal(final.dendrite),
            "axon": terminal(final.axon),
            "axon_signature": axon_signature_holds(final),
            "sent": dendrite.sent[-1],
        }

    async def ask_many(self, request):
        """The same question `count` times at once from one dendrite."""
        return await asyncio.gather(*(self.ask(request) for _ in range(request["count"])))
