-- The answers kept for requests that may be repeated with their Idempotency-Key.

CREATE TABLE idempotency_keys (
    company_id {uuid} NOT NULL,
    -- Tenant, application and user of the token: keys of different clients never meet.
    client {text} NOT NULL,
    idempotency_key {text} NOT NULL,
    -- SHA-256 of what was asked, hexadecimal.
    request_hash {text} NOT NULL,
    status {integer} NOT NULL,
    content_type {text} NOT NULL,
    -- JSON list of pairs.
    headers {text} NOT NULL,
    body {text} NOT NULL,
    created_at {integer} NOT NULL,
    PRIMARY KEY (company_id, client, idempotency_key),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

-- The oldest are removed first.
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (company_id, created_at);
