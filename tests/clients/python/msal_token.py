"""msal without anything around it: both ways to name the issuer, a token that works, errors as it wants them."""

import json
import os
import urllib.request

from msal import ConfidentialClientApplication

from _checks import Checks, equal

URL = os.environ["FUNCHAL_URL"]
TENANT = os.environ["FUNCHAL_TENANT"]
SCOPES = ["https://graph.microsoft.com/.default"]


def application(secret=os.environ["FUNCHAL_CLIENT_SECRET"], **issuer):
    return ConfidentialClientApplication(
        os.environ["FUNCHAL_CLIENT_ID"],
        client_credential=secret,
        verify=os.environ["FUNCHAL_CA"],
        **issuer,
    )


def companies(token):
    request = urllib.request.Request(
        f"{URL}/beta/financials/companies", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request) as answer:
        return [company["id"] for company in json.load(answer)["value"]]


def main():
    checks = Checks()
    ways = {
        "oidc_authority": {"oidc_authority": f"{URL}/{TENANT}/v2.0"},
        "authority": {"authority": f"{URL}/{TENANT}", "instance_discovery": False},
        "authority, not validated": {"authority": f"{URL}/{TENANT}", "validate_authority": False},
    }
    for name, issuer in ways.items():
        with checks(f"a token that works, by {name}"):
            answer = application(**issuer).acquire_token_for_client(SCOPES)
            equal(answer.get("token_type"), "Bearer")
            assert answer["expires_in"] > 0, answer
            assert os.environ["FUNCHAL_COMPANY"].lower() in companies(answer["access_token"])
    with checks("a second call is served from the cache"):
        app = application(**ways["authority"])
        first, second = (app.acquire_token_for_client(SCOPES) for _ in range(2))
        equal(second["access_token"], first["access_token"])
        equal(second["token_source"], "cache")
    with checks("client capabilities are no trouble"):
        answer = application(**ways["authority"], client_capabilities=["CP1"]).acquire_token_for_client(SCOPES)
        assert "access_token" in answer, answer
    with checks("a wrong secret"):
        answer = application("wrong", **ways["authority"]).acquire_token_for_client(SCOPES)
        equal((answer.get("error"), answer.get("error_codes")), ("invalid_client", [7000215]))
        assert answer["error_description"].startswith("AADSTS7000215"), answer
        assert answer["trace_id"] and answer["correlation_id"] and answer["timestamp"], answer
    with checks("scopes of two resources in one request"):
        two = ["https://graph.microsoft.com/.default", "https://elsewhere.example/.default"]
        answer = application(**ways["authority"]).acquire_token_for_client(two)
        equal(answer.get("error"), "invalid_scope")
    checks.finish()


main()
