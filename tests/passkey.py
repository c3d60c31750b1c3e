"""A passkey in software: answers what a site asks of a browser and its security key."""

import os
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData


class Passkey:
    """Of one site: `host` and the `origin` of its pages."""

    def __init__(self, host: str = "testserver", origin: str = "") -> None:
        self.host, self.origin = host, origin or f"https://{host}"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.used = 0

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser gives for the options of registering."""
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        attested = AttestationObject.create("none", self._data(made), {})
        client = self._client("webauthn.create", options)
        return self._answer({"clientDataJSON": client, "attestationObject": attested})

    def use(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser gives for the options of signing in."""
        data, client = self._data(), self._client("webauthn.get", options)
        signature = self.key.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _data(self, made: bytes = b"") -> AuthenticatorData:
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
        if made:
            flags |= AuthenticatorData.FLAG.AT
        self.used += 1
        return AuthenticatorData.create(sha256(self.host.encode()).digest(), flags, self.used, made)

    def _client(self, kind: str, options: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(options["publicKey"]["challenge"]), self.origin)

    def _answer(self, response: dict[str, bytes]) -> dict[str, Any]:
        words = {name: websafe_encode(bytes(value)) for name, value in response.items()}
        identity = websafe_encode(self.id)
        return {
            "id": identity,
            "rawId": identity,
            "type": "public-key",
            "response": words,
            "clientExtensionResults": {},
        }
