"""What a program does with customer payments through the unmodified Graph SDK, on any transport."""

import datetime
import time
import uuid

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.headers_collection import HeadersCollection
from msgraph_beta.generated.financials.companies.item.customer_payment_journals.item.customer_payments.count.count_request_builder import (
    CountRequestBuilder,
)
from msgraph_beta.generated.financials.companies.item.customer_payment_journals.item.customer_payments.customer_payments_request_builder import (
    CustomerPaymentsRequestBuilder,
)
from msgraph_beta.generated.models.customer import Customer
from msgraph_beta.generated.models.customer_payment import CustomerPayment
from msgraph_beta.generated.models.customer_payment_journal import CustomerPaymentJournal
from msgraph_beta.generated.models.o_data_errors.o_data_error import ODataError
from msgraph_core import PageIterator
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem

from _checks import equal

AMOUNTS = [-100, -200.25, -300, -400, -1500.5]
ERRORS = {"XXX": ODataError}


class Suite:
    """The checks share a journal of their own with five payments, so that a demo company may hold anything."""

    def __init__(self, checks, client, company_id):
        self.checks = checks
        self.client = client
        self.company_id = company_id
        self.company = client.financials.companies.by_company_id(company_id)
        self.code = f"T{int(time.time() * 1000) % 10**8}"

    async def run(self):
        await self.companies()
        await self.journals()
        await self.create_payments()
        if self.checks.failed:
            return
        await self.read_one()
        await self.query()
        await self.pages()
        await self.change_and_delete()
        await self.batch()
        await self.errors()

    async def companies(self):
        with self.checks("list companies"):
            companies = await self.client.financials.companies.get()
            ids = [str(company.id) for company in companies.value]
            assert self.company_id.lower() in ids, ids
        with self.checks("get a company"):
            company = await self.company.get()
            equal(str(company.id), self.company_id.lower())

    async def journals(self):
        with self.checks("create a customer payment journal"):
            journal = await self.company.customer_payment_journals.post(
                CustomerPaymentJournal(code=self.code, display_name="Payments of the SDK")
            )
            equal(journal.code, self.code)
            equal(journal.display_name, "Payments of the SDK")
            self.journal_id = str(journal.id)
            self.journal = self.company.customer_payment_journals.by_customer_payment_journal_id(self.journal_id)
            self.payments = self.journal.customer_payments
        with self.checks("list customer payment journals"):
            journals = await self.company.customer_payment_journals.get()
            assert self.journal_id in [str(journal.id) for journal in journals.value]
        with self.checks("rename a customer payment journal"):
            journal = await self.journal.patch(CustomerPaymentJournal(display_name="Renamed"))
            equal((journal.code, journal.display_name), (self.code, "Renamed"))

    async def create_payments(self):
        with self.checks("list customers"):
            customers = (await self.company.customers.get()).value
            self.customer = customers[0] if customers else await self.company.customers.post(
                Customer(display_name="Customer of the SDK")
            )
            assert self.customer.number, self.customer
        with self.checks("post payments"):
            self.created = [
                await self.payments.post(
                    CustomerPayment(
                        customer_id=self.customer.id,
                        posting_date=datetime.date(2026, 3, 1 + position),
                        document_number=f"P{position}",
                        external_document_number=f"X{position}",
                        amount=amount,
                        description=f"O'Neill & Söhne {position}",
                    )
                )
                for position, amount in enumerate(AMOUNTS)
            ]
            equal([payment.amount for payment in self.created], AMOUNTS)
            equal(self.created[0].customer_number, self.customer.number)
            equal(len({payment.id for payment in self.created}), len(AMOUNTS))
            equal(len({payment.line_number for payment in self.created}), len(AMOUNTS))

    async def read_one(self):
        with self.checks("get one payment"):
            sent = self.created[-1]
            payment = await self.item(sent).get()
            equal(
                (payment.id, payment.amount, payment.posting_date, payment.description),
                (sent.id, -1500.5, datetime.date(2026, 3, 5), "O'Neill & Söhne 4"),
            )
            equal((payment.document_number, payment.external_document_number), ("P4", "X4"))
            equal(payment.customer_id, self.customer.id)
            equal(payment.journal_display_name, self.code)
            assert payment.last_modified_date_time.tzinfo is not None
            assert payment.additional_data["@odata.etag"].startswith('W/"'), payment.additional_data
        with self.checks("get the same payment below the company"):
            sent = self.created[-1]
            payment = await self.company.customer_payments.by_customer_payment_id(str(sent.id)).get()
            equal((payment.id, payment.amount), (sent.id, -1500.5))

    async def query(self):
        with self.checks("$select leaves the rest out"):
            page = await self.list(select=["id", "amount"])
            equal([payment.amount for payment in page.value], AMOUNTS)
            equal({payment.description for payment in page.value}, {None})
        with self.checks("$filter on an amount"):
            page = await self.list(filter="amount lt -250")
            equal(sorted(payment.amount for payment in page.value), [-1500.5, -400, -300])
        with self.checks("$filter on text with quote, ampersand and umlaut"):
            page = await self.list(filter="description eq 'O''Neill & Söhne 2'")
            equal([payment.amount for payment in page.value], [-300])
        with self.checks("$filter on a date"):
            page = await self.list(filter="postingDate ge 2026-03-04")
            equal([payment.amount for payment in page.value], [-400, -1500.5])
        with self.checks("$orderby"):
            page = await self.list(orderby=["amount desc"])
            equal([payment.amount for payment in page.value], sorted(AMOUNTS, reverse=True))
        with self.checks("$count=true with $top"):
            page = await self.list(count=True, top=2)
            equal((page.odata_count, len(page.value)), (len(AMOUNTS), 2))
        with self.checks("$skip"):
            page = await self.list(skip=3)
            equal([payment.amount for payment in page.value], AMOUNTS[3:])
        with self.checks("$expand=customer"):
            page = await self.list(expand=["customer"], top=1)
            equal(page.value[0].customer.number, self.customer.number)
        with self.checks("/$count"):
            equal(await self.payments.count.get(), len(AMOUNTS))
        with self.checks("/$count with $filter"):
            parameters = CountRequestBuilder.CountRequestBuilderGetQueryParameters(filter="amount eq -300")
            equal(await self.payments.count.get(RequestConfiguration(query_parameters=parameters)), 1)

    async def pages(self):
        with self.checks("page iterator over three pages"):
            seen = []
            page = await self.list(top=2, orderby=["amount"], select=["id", "amount"])
            assert page.odata_next_link, "a next link"
            iterator = PageIterator(page, self.client.request_adapter, error_mapping=ERRORS)
            await iterator.iterate(lambda payment: seen.append(payment) or True)
            equal([payment.amount for payment in seen], sorted(AMOUNTS))
            equal({payment.description for payment in seen}, {None})

    async def change_and_delete(self):
        with self.checks("patch a payment"):
            item = self.item(self.created[0])
            before = await item.get()
            payment = await item.patch(CustomerPayment(amount=-99.95, comment="changed"))
            equal((payment.amount, payment.comment, payment.description), (-99.95, "changed", before.description))
            equal((await item.get()).amount, -99.95)
            assert payment.additional_data["@odata.etag"] != before.additional_data["@odata.etag"]
        with self.checks("delete a payment"):
            item = self.item(self.created[0])
            await item.delete()
            await self.expect_error(404, item.get)
            await self.expect_error(404, item.delete)
            equal(await self.payments.count.get(), len(AMOUNTS) - 1)

    async def batch(self):
        builder = BatchRequestBuilder(self.client.request_adapter, ERRORS)
        with self.checks("batch of a get, a post and a miss"):
            get = BatchRequestItem(self.item(self.created[1]).to_get_request_information(), "get")
            post = BatchRequestItem(
                self.payments.to_post_request_information(
                    CustomerPayment(customer_id=self.customer.id, amount=-7, document_number="B1")
                ),
                "post",
            )
            unknown = self.payments.by_customer_payment_id(str(uuid.uuid4()))
            miss = BatchRequestItem(unknown.to_get_request_information(), "miss")
            content = BatchRequestContent({"get": get, "post": post, "miss": miss})
            answer = await builder.post(content)
            equal(answer.get_response_status_codes(), {"get": 200, "post": 201, "miss": 404})
            # These versions of msgraph-core and kiota drop a body that is a JSON object, so the effect is
            # looked up; what the bodies hold is checked by the JavaScript client.
            types = [answer.get_response_by_id(name).content_type for name in ("get", "post", "miss")]
            assert all(kind.startswith("application/json") for kind in types), types
            posted = (await self.list(filter="amount eq -7")).value
            equal([payment.document_number for payment in posted], ["B1"])
        with self.checks("batch deletes what it made"):
            item = self.item(posted[0])
            delete = BatchRequestItem(item.to_delete_request_information(), "delete")
            answer = await builder.post(BatchRequestContent({"delete": delete}))
            equal(answer.get_response_status_codes(), {"delete": 204})
            await self.expect_error(404, item.get)

    async def errors(self):
        with self.checks("404 becomes an ODataError with its ids"):
            client_request_id = str(uuid.uuid4())
            headers = HeadersCollection()
            headers.add("client-request-id", client_request_id)
            unknown = self.payments.by_customer_payment_id(str(uuid.uuid4()))
            failure = await self.expect_error(404, unknown.get, RequestConfiguration(headers=headers))
            inner = failure.error.inner_error
            answered = {name.lower(): value for name, value in failure.response_headers.items()}
            equal(inner.request_id, answered["request-id"])
            uuid.UUID(inner.request_id)
            equal(inner.client_request_id, client_request_id)
            equal(answered["client-request-id"], client_request_id)
            assert isinstance(inner.date, datetime.datetime), inner.date
        with self.checks("a bad filter is a 400"):
            await self.expect_error(400, self.list, filter="amount lt")
            await self.expect_error(400, self.list, filter="nothing eq 1")
        with self.checks("a payment for nobody is refused and leaves nothing"):
            before = await self.payments.count.get()
            payment = CustomerPayment(customer_id=uuid.uuid4(), amount=-1)
            failure = await self.expect_error(None, self.payments.post, payment)
            assert 400 <= failure.response_status_code < 500, failure.response_status_code
            equal(await self.payments.count.get(), before)
        with self.checks("delete the journal with its payments"):
            await self.journal.delete()
            await self.expect_error(404, self.journal.get)

    def item(self, payment):
        return self.payments.by_customer_payment_id(str(payment.id))

    async def list(self, **parameters):
        query = CustomerPaymentsRequestBuilder.CustomerPaymentsRequestBuilderGetQueryParameters(**parameters)
        return await self.payments.get(RequestConfiguration(query_parameters=query))

    async def expect_error(self, status, call, *arguments, **named):
        """Calls, and returns the ODataError the SDK made of the answer; any status when `status` is None."""
        try:
            await call(*arguments, **named)
        except ODataError as failure:
            assert status in (None, failure.response_status_code), failure
            assert failure.error.code and failure.error.message, failure
            return failure
        raise AssertionError("an error was expected")
