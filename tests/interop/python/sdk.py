"""One face for the SDK's generations: 7.x has lower-case names in one module, later ones have a package."""

import sys

sys.argv = sys.argv[:1]  # the SDK parses the command line of whoever imports it

import bittensor  # noqa: E402

try:
    from bittensor.utils import networking  # noqa: E402
except ImportError:  # pragma: no cover
    networking = None


def _named(*names):
    for name in names:
        found = getattr(bittensor, name, None)
        if isinstance(found, type):
            return found
    raise ImportError("bittensor %s has none of %s" % (bittensor.__version__, names))


Axon = _named("Axon", "axon")
AxonInfo = _named("AxonInfo")
Dendrite = _named("Dendrite", "dendrite")
Keypair = _named("Keypair")
Synapse = _named("Synapse")
StreamingSynapse = _named("StreamingSynapse")
Wallet = _named("Wallet", "wallet")
VERSION = bittensor.__version__

# Nothing here may ask the internet who we are: both ends live on the loopback interface.
EXTERNAL_IP = "203.0.113.7"
networking.get_external_ip = lambda *_, **__: EXTERNAL_IP
if hasattr(bittensor, "utils") and hasattr(bittensor.utils, "networking"):
    bittensor.utils.networking.get_external_ip = networking.get_external_ip
