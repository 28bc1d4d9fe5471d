"""azure-identity and msgraph-beta-sdk, unmodified, over https: token and API from one origin."""

import asyncio
import os

from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential
from msgraph_beta import GraphServiceClient

from _checks import Checks, equal
from _graph_suite import Suite

URL = os.environ["FUNCHAL_URL"]
GRAPH_SCOPE = "https://graph.microsoft.com/.default"


def credential(secret=os.environ["FUNCHAL_CLIENT_SECRET"]):
    return ClientSecretCredential(
        tenant_id=os.environ["FUNCHAL_TENANT"],
        client_id=os.environ["FUNCHAL_CLIENT_ID"],
        client_secret=secret,
        authority=URL,
        disable_instance_discovery=True,
        connection_verify=os.environ["FUNCHAL_CA"],
    )


def client(scopes=None):
    graph = GraphServiceClient(credentials=credential(), scopes=scopes)
    graph.request_adapter.base_url = f"{URL}/beta"
    return graph


async def main():
    checks = Checks()
    with checks("a token for Graph's own scope"):
        token = credential().get_token(GRAPH_SCOPE)
        equal(token.token.count("."), 2)
    with checks("a token with client capabilities"):
        assert credential().get_token(GRAPH_SCOPE, enable_cae=True).token
    with checks("a wrong secret is refused in words azure-identity shows"):
        try:
            credential("wrong").get_token(GRAPH_SCOPE)
            raise AssertionError("an error was expected")
        except ClientAuthenticationError as failure:
            assert "AADSTS7000215" in str(failure), failure
    with checks("the scope the SDK makes from the host it calls"):
        companies = await client().financials.companies.get()
        assert companies.value
    await Suite(checks, client([GRAPH_SCOPE]), os.environ["FUNCHAL_COMPANY"]).run()
    checks.finish()


asyncio.run(main())
