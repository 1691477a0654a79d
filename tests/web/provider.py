"""A municipality's log-in that really runs: Authlib's OpenID provider, strict about PKCE and nonce, on a free port.

It can be told to lie: `lies` replaces claims, `key` and `algorithm` how it signs, `mood` how it answers.
"""

import base64
import json
import os
import threading
import time
from dataclasses import dataclass, field
from typing import Any, ClassVar

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from authlib.oidc.core.util import create_half_hash
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from werkzeug.serving import make_server

from config import Provider

CLIENT_ID, CLIENT_SECRET = "politiker", "kommunens hemmelighed"
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the provider of a test answers on this machine alone


@dataclass
class Client(ClientMixin):
    """The house, as the provider knows it."""

    redirect_uris: list[str]

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given out and not yet turned into a token."""

    code: str
    asked: dict[str, str]

    def get_redirect_uri(self) -> str:
        return self.asked["redirect_uri"]

    def get_scope(self) -> str:
        return self.asked["scope"]

    def get_nonce(self) -> str:
        return self.asked["nonce"]

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> list[str]:
        return ["pwd"]

    @property
    def code_challenge(self) -> str | None:
        return self.asked.get("code_challenge")

    @property
    def code_challenge_method(self) -> str | None:
        return self.asked.get("code_challenge_method")


@dataclass
class Municipality:
    """The running provider, and who sits at it."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "mads-17"})
    lies: dict[str, Any] = field(default_factory=dict)
    mood: str = "well"  # or "down", "slow", "declines", "nonsense"
    key: Any = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))
    known_keys: list[Any] = field(default_factory=list)
    algorithm: str = "RS256"
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # paths, in order
    token_answers: list[int] = field(default_factory=list)

    def settings(self, **changes: Any) -> Provider:
        """How the house is told of it."""
        given = {
            "name": "ringsted", "issuer": self.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
            "municipality": "Ringsted", "title": "Ringsted Kommune",
        }  # fmt: skip
        return Provider(**given | changes)

    def turn_keys(self, *, elliptic: bool = False) -> None:
        """Sign with a new key from now on, and show it."""
        self.key = ECKey.generate_key("P-256", auto_kid=True) if elliptic else RSAKey.generate_key(2048, auto_kid=True)
        self.algorithm = "ES256" if elliptic else "RS256"
        self.known_keys.append(self.key)

    def signed(self, claims: dict[str, Any]) -> str:
        """The claims as a token, signed as we are told to."""
        if self.algorithm == "none":
            parts = ({"alg": "none", "typ": "JWT"}, claims)
            return ".".join([*(_encoded(part) for part in parts), ""])
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key, [self.algorithm])


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def _grant(town: Municipality) -> type[grants.AuthorizationCodeGrant]:
    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS: ClassVar[list[str]] = ["client_secret_basic"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            town.codes[code] = Code(code, dict(request.payload.data))

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return town.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del town.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return town.person

    return Grant


class Tokens(OpenIDCode):
    """ID tokens of a municipality, true or not."""

    def __init__(self, town: Municipality) -> None:
        super().__init__(require_nonce=True)
        self.town = town

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def generate_user_info(self, user: dict[str, Any], scope: str) -> UserInfo:
        return UserInfo(user)

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": self.town.issuer, "aud": [client.get_client_id()]}

    def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
        claims = self.get_compatible_claims(request) | self.get_authorization_code_claims(request.authorization_code)
        claims["at_hash"] = create_half_hash(token["access_token"], "RS256").decode()
        claims |= self.generate_user_info(request.user, token["scope"])
        return self.town.signed(claims | self.town.lies)


def provider_app(town: Municipality, client: Client) -> Flask:
    """The provider's three doors."""
    app = Flask("municipality")
    server = AuthorizationServer(app, query_client=lambda _id: client, save_token=lambda _token, _request: None)
    server.register_grant(_grant(town), [CodeChallenge(required=True), Tokens(town)])

    @app.before_request
    def note() -> Any:
        town.asked.append(request.path)
        if town.mood == "slow":
            time.sleep(3)
        if town.mood == "nonsense":
            return "<h1>Vedligehold</h1>"
        return ("down", 503) if town.mood == "down" else None

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Any:
        doors = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return jsonify({"issuer": town.issuer} | {name: f"{town.issuer}/{path}" for name, path in doors.items()})

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(KeySet(town.known_keys or [town.key]).as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=town.person)
        return server.create_authorization_response(
            grant_user=None if town.mood == "declines" else town.person, grant=grant
        )

    @app.post("/token")
    def token() -> Any:
        answer = server.create_token_response()
        town.token_answers.append(answer.status_code)
        return answer

    return app


class Running:
    """The provider, answering until it is stopped."""

    def __init__(self, redirect_uri: str = "http://localhost/log-ind/kommune/ringsted/svar") -> None:
        self.town = Municipality()
        self.key = self.town.key  # each takes a while to make
        client = Client([redirect_uri])
        self.server = make_server("127.0.0.1", 0, provider_app(self.town, client), threaded=True)
        self.town.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
