-- Points in time are milliseconds since 1970 in UTC; amounts are whole minor units beside their ISO 4217 code.

CREATE TABLE users (
    customer_id  TEXT   NOT NULL PRIMARY KEY,
    token_hash   TEXT   NOT NULL UNIQUE,
    pin_hash     TEXT   NOT NULL,
    account      TEXT   NOT NULL,
    currency     TEXT   NOT NULL,
    wrong_pins   BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT
);

CREATE TABLE methods (
    customer_id TEXT    NOT NULL REFERENCES users (customer_id),
    method_id   TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    label       TEXT    NOT NULL,
    position    BIGINT  NOT NULL,
    PRIMARY KEY (customer_id, method_id)
);

CREATE TABLE orders (
    id                 TEXT   NOT NULL PRIMARY KEY,
    position           BIGINT NOT NULL UNIQUE,
    customer_id        TEXT   NOT NULL REFERENCES users (customer_id),
    payment_request_id TEXT   NOT NULL UNIQUE,
    acquirer_id        TEXT,
    psp_id             TEXT,
    -- Forgotten as soon as the order is final.
    code_value         TEXT,
    -- The answer to userInitiatedPay, whole.
    answer             TEXT   NOT NULL,
    state              TEXT   NOT NULL
        CHECK (state IN ('DECODED', 'PROCESSING', 'SUCCESS', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED', 'CLOSED')),
    expires_at         BIGINT NOT NULL,
    attempts_used      BIGINT NOT NULL DEFAULT 0,
    reason             TEXT,
    payment_id         TEXT UNIQUE,
    paid_at            BIGINT,
    created_at         BIGINT NOT NULL
);
CREATE INDEX orders_of_user ON orders (customer_id, position);
CREATE INDEX orders_to_expire ON orders (expires_at) WHERE state = 'DECODED';

CREATE TABLE attempts (
    id          TEXT NOT NULL PRIMARY KEY,
    order_id    TEXT NOT NULL REFERENCES orders (id),
    customer_id TEXT NOT NULL REFERENCES users (customer_id),
    state       TEXT NOT NULL CHECK (state IN ('processing', 'succeeded', 'failed', 'void')),
    -- Absent if the attempt was closed before it was received.
    method_id   TEXT,
    pay_amount  BIGINT,
    surcharge   BIGINT,
    currency    TEXT,
    quote_id    TEXT,
    device      TEXT,
    reason      TEXT,
    returned_at BIGINT,
    begun_at    BIGINT NOT NULL
);
CREATE INDEX attempts_of_order ON attempts (order_id, begun_at);
-- The last line of defence against a second debit.
CREATE UNIQUE INDEX one_debit_per_order ON attempts (order_id) WHERE state IN ('processing', 'succeeded');

CREATE TABLE step_up_tries (
    customer_id   TEXT   NOT NULL REFERENCES users (customer_id),
    try_id        TEXT   NOT NULL,
    -- Digest of order, attempt, content and payee.
    binding       TEXT   NOT NULL,
    outcome       TEXT   NOT NULL CHECK (outcome IN ('passed', 'refused', 'locked')),
    attempts_left BIGINT,
    locked_until  BIGINT,
    tried_at      BIGINT NOT NULL,
    PRIMARY KEY (customer_id, try_id)
);

CREATE TABLE step_up_tokens (
    token_hash  TEXT   NOT NULL PRIMARY KEY,
    binding     TEXT   NOT NULL,
    valid_until BIGINT NOT NULL,
    consumed_at BIGINT
);

CREATE TABLE outbox (
    order_id           TEXT   NOT NULL PRIMARY KEY REFERENCES orders (id),
    url                TEXT   NOT NULL,
    -- Sent again byte for byte.
    body               TEXT   NOT NULL,
    state              TEXT   NOT NULL CHECK (state IN ('PENDING', 'ACCEPTED', 'REJECTED')),
    tries              BIGINT NOT NULL DEFAULT 0,
    first_try_at       BIGINT,
    -- Absent once no further try is made.
    next_at            BIGINT
);
CREATE INDEX outbox_due ON outbox (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE remembered_cancels (
    payment_request_id TEXT   NOT NULL PRIMARY KEY,
    cancelled_at       BIGINT NOT NULL
);

CREATE TABLE code_rules (
    id         INTEGER NOT NULL PRIMARY KEY,
    version    TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    served_at  BIGINT  NOT NULL
);

CREATE TABLE server_keys (
    name TEXT NOT NULL PRIMARY KEY,
    key  BLOB NOT NULL
);

-- Double entry. Entries come first, their transaction last; it is refused unless they balance, and after it nothing changes.

CREATE TABLE ledger_accounts (
    id       TEXT NOT NULL PRIMARY KEY,
    currency TEXT NOT NULL
);

CREATE TABLE ledger_transactions (
    id        TEXT   NOT NULL PRIMARY KEY,
    posted_at BIGINT NOT NULL
);

CREATE TABLE ledger_entries (
    transaction_id TEXT   NOT NULL REFERENCES ledger_transactions (id) DEFERRABLE INITIALLY DEFERRED,
    account_id     TEXT   NOT NULL REFERENCES ledger_accounts (id),
    amount         BIGINT NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (transaction_id, account_id)
);
CREATE INDEX entries_of_account ON ledger_entries (account_id);

CREATE TRIGGER transactions_balance BEFORE INSERT ON ledger_transactions
WHEN (SELECT COALESCE(SUM(amount), 1) FROM ledger_entries WHERE transaction_id = NEW.id) <> 0
  OR (SELECT COUNT(DISTINCT currency) FROM ledger_entries JOIN ledger_accounts ON id = account_id WHERE transaction_id = NEW.id) <> 1
BEGIN SELECT RAISE(ABORT, 'ledger transaction does not balance'); END;

CREATE TRIGGER transactions_are_closed BEFORE INSERT ON ledger_entries
WHEN EXISTS (SELECT 1 FROM ledger_transactions WHERE id = NEW.transaction_id)
BEGIN SELECT RAISE(ABORT, 'ledger transaction is closed'); END;

CREATE TRIGGER transactions_stay BEFORE UPDATE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'ledger is append only'); END;
CREATE TRIGGER transactions_are_kept BEFORE DELETE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'ledger is append only'); END;
CREATE TRIGGER entries_stay BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger is append only'); END;
CREATE TRIGGER entries_are_kept BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger is append only'); END;

-- What the built-in debit port did, in its own words and apart from the ledger.

CREATE TABLE debit_log (
    attempt_id  TEXT   NOT NULL,
    action      TEXT   NOT NULL CHECK (action IN ('debited', 'refused', 'returned')),
    customer_id TEXT   NOT NULL,
    amount      BIGINT NOT NULL,
    currency    TEXT   NOT NULL,
    reason      TEXT,
    logged_at   BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, action)
);

CREATE TRIGGER debit_log_stays BEFORE UPDATE ON debit_log
BEGIN SELECT RAISE(ABORT, 'debit log is append only'); END;
CREATE TRIGGER debit_log_is_kept BEFORE DELETE ON debit_log
BEGIN SELECT RAISE(ABORT, 'debit log is append only'); END;
