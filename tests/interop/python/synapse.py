"""The streaming synapse of subnet 1 as these tests speak it (docs/spec/wire.md#13-input-object-headers, docs/spec/wire.md#14-json-request-body, docs/spec/wire.md#55-streaming)."""

from typing import List

import pydantic
from starlette.responses import StreamingResponse  # noqa: F401  fails early when the web stack is missing

from sdk import Synapse, StreamingSynapse


class StreamPromptingSynapse(StreamingSynapse):
    """Asks for a completion of a conversation; the fields and their order decide the body hash."""

    required_hash_fields: List[str] = pydantic.Field(["messages"])
    roles: List[str] = pydantic.Field(...)
    messages: List[str] = pydantic.Field(...)
    completion: str = pydantic.Field("")

    async def process_streaming_response(self, response):
        """Decodes each piece by itself, drops newlines and hands every piece on, as subnet 1 up to 2.3 does."""
        if self.completion is None:
            self.completion = ""
        async for piece in response.content.iter_any():
            tokens = piece.decode("utf-8").split("\n")
            self.completion = self.completion + "".join(token for token in tokens if token)
            yield tokens

    def deserialize(self) -> str:
        return self.completion

    def extract_response_json(self, response) -> dict:
        """Reads the raw header names: this client is the reason why they must be lower case."""
        names = [(raw_name.decode("utf-8"), raw_value.decode("utf-8")) for raw_name, raw_value in response.raw_headers]

        def part(prefix):
            return {name.split("_")[-1]: value for name, value in names if name.startswith(prefix)}

        return {
            "name": response.headers.get("name", ""),
            "timeout": float(response.headers.get("timeout", 0)),
            "total_size": int(response.headers.get("total_size", 0)),
            "header_size": int(response.headers.get("header_size", 0)),
            "dendrite": part("bt_header_dendrite"),
            "axon": part("bt_header_axon"),
            "roles": self.roles,
            "messages": self.messages,
            "completion": self.completion,
        }


class NobodyServesThis(Synapse):
    """A name that no axon knows."""

    roles: List[str] = pydantic.Field(...)
    messages: List[str] = pydantic.Field(...)
