"""msgraph-beta-sdk over plain http on the loopback address, where the SDK allows it."""

import asyncio
import json
import os
import urllib.parse
import urllib.request

from kiota_abstractions.authentication import AccessTokenProvider, AllowedHostsValidator
from kiota_abstractions.authentication import BaseBearerTokenAuthenticationProvider
from msgraph_beta import GraphRequestAdapter, GraphServiceClient

from _checks import Checks, equal
from _graph_suite import Suite

URL = os.environ["FUNCHAL_HTTP_URL"]
TOKEN_URL = f"{URL}/{os.environ['FUNCHAL_HTTP_TENANT']}/oauth2/v2.0/token"


def request_token(scope):
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["FUNCHAL_HTTP_CLIENT_ID"],
        "client_secret": os.environ["FUNCHAL_HTTP_CLIENT_SECRET"],
        "scope": scope,
    }
    with urllib.request.urlopen(TOKEN_URL, urllib.parse.urlencode(form).encode()) as answer:
        return json.load(answer)


class Provider(AccessTokenProvider):
    """azure-identity refuses an http authority, so the token comes from the endpoint directly."""

    async def get_authorization_token(self, uri, additional_authentication_context={}):
        return request_token("https://graph.microsoft.com/.default")["access_token"]

    def get_allowed_hosts_validator(self):
        return AllowedHostsValidator([])


async def main():
    checks = Checks()
    with checks("a token for a scope made from the host"):
        token = request_token("http://127.0.0.1/.default")
        equal(token["token_type"], "Bearer")
        assert token["expires_in"] > 0
    adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(Provider()))
    adapter.base_url = f"{URL}/beta"
    await Suite(checks, GraphServiceClient(request_adapter=adapter), os.environ["FUNCHAL_HTTP_COMPANY"]).run()
    checks.finish()


asyncio.run(main())
