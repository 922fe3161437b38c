"""Their wallet files, written and read by their own classes."""

import asyncio
import base64
import json

from sdk import Keypair, Wallet

# The salts and rounds of the two formats before NaCl; the SDK of their time wrote them with these libraries.
FERNET_SALT = b"Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins"
FERNET_ROUNDS = 10_000_000


def _wallet(request):
    return Wallet(name=request["name"], hotkey=request.get("hotkey", "default"), path=request["path"])


def _write(wallet, keypair, request):
    """Writes a coldkey and a hotkey of one wallet; `password` encrypts both."""
    password = request.get("password")
    encrypt = password is not None
    if hasattr(wallet.hotkey_file, "env_var_name"):  # btwallet
        wallet.set_coldkey(keypair, encrypt=encrypt, overwrite=True, coldkey_password=password)
        wallet.set_hotkey(keypair, encrypt=encrypt, overwrite=True, hotkey_password=password)
    else:
        wallet.coldkey_file.set_keypair(keypair, encrypt=encrypt, overwrite=True, password=password)
        wallet.hotkey_file.set_keypair(keypair, encrypt=encrypt, overwrite=True, password=password)
    wallet.set_coldkeypub(keypair, encrypt=False, overwrite=True)


async def write(request):
    """A wallet from a fresh phrase. Tells the address, and how the environment carries the password."""

    def work():
        wallet = _wallet(request)
        phrase = Keypair.generate_mnemonic()
        keypair = Keypair.create_from_mnemonic(phrase)
        _write(wallet, keypair, request)
        variable = value = None
        if request.get("password") is not None and hasattr(wallet.coldkey_file, "env_var_name"):
            variable = wallet.coldkey_file.env_var_name()
            value = wallet.coldkey_file.save_password_to_env(request["password"])
        elif request.get("password") is not None:
            variable, value = "BT_COLD_PW_%s" % request["name"].upper(), request["password"]
        return {
            "ss58": keypair.ss58_address,
            "phrase": phrase,
            "variable": variable,
            "value": value,
            "signature": "0x" + bytes(keypair.sign(request["text"])).hex(),
        }

    return await asyncio.to_thread(work)


async def create_plain_hotkey(request):
    """A hotkey as their command line makes one, without a password."""

    def work():
        wallet = _wallet(request)
        wallet.create_new_hotkey(use_password=False, overwrite=True, suppress=True)
        return {"ss58": wallet.get_hotkey().ss58_address}

    return await asyncio.to_thread(work)


async def read(request):
    """Opens `which` (coldkey | hotkey | coldkeypub) and signs; without `password` the environment has to know it."""

    def work():
        wallet = _wallet(request)
        which = request["which"]
        if which == "coldkeypub":
            return {"ss58": wallet.coldkeypub.ss58_address}
        get = wallet.get_coldkey if which == "coldkey" else wallet.get_hotkey
        keypair = get(request["password"]) if "password" in request else get()
        return {
            "ss58": keypair.ss58_address,
            "signature": "0x" + bytes(keypair.sign(request["text"])).hex(),
            "accepts": bool(keypair.verify(request["text"], request["signature"])),
        }

    return await asyncio.to_thread(work)


async def legacy(request):
    """The text of `plain` as the SDK stored it before NaCl: `kind` is ansible or fernet."""

    def work():
        password, plain = request["password"], request["plain"]
        if request["kind"] == "ansible":
            from ansible_vault import Vault

            text = Vault(password).vault.encrypt(plain.encode("utf-8"))
        else:
            from cryptography.fernet import Fernet
            from cryptography.hazmat.primitives import hashes
            from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

            kdf = PBKDF2HMAC(algorithm=hashes.SHA256(), salt=FERNET_SALT, length=32, iterations=FERNET_ROUNDS)
            text = Fernet(base64.urlsafe_b64encode(kdf.derive(password.encode("utf-8")))).encrypt(plain.encode("utf-8"))
        return {"b64": base64.b64encode(text).decode("ascii")}

    return await asyncio.to_thread(work)


async def from_phrase(request):
    """The address their library makes of a phrase."""
    return {"ss58": Keypair.create_from_mnemonic(request["phrase"]).ss58_address}


async def export(request):
    """A polkadot-js export by their library; what btwallet cannot do any more."""

    def work():
        keypair = Keypair.create_from_uri(request["uri"])
        return {"json": json.dumps(keypair.export_to_encrypted_json(request["password"]))}

    return await asyncio.to_thread(work)


async def write_ed25519(request):
    """A plain hotkey of the other curve, which btwallet writes since 4.1."""
    import bittensor_wallet

    curve = bittensor_wallet.CRYPTO_ED25519
    keypair = Keypair.create_from_mnemonic(Keypair.generate_mnemonic(), crypto_type=curve)
    _wallet(request).set_hotkey(keypair, encrypt=False, overwrite=True)
    return {"ss58": keypair.ss58_address}
