-- Auth codes for the pages of aggregated codes: by their hash, each for one user and one client.

CREATE TABLE auth_codes (
    code_hash      TEXT   NOT NULL PRIMARY KEY,
    customer_id    TEXT   NOT NULL REFERENCES users (customer_id),
    auth_client_id TEXT   NOT NULL,
    scopes         TEXT   NOT NULL,
    valid_until    BIGINT NOT NULL,
    consumed_at    BIGINT
);
CREATE INDEX auth_codes_by_end ON auth_codes (valid_until);
