-- Events that leave with the transaction that caused them, and where they end when nothing helps.

CREATE TABLE outbox (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event            uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  aggregatetype    text NOT NULL DEFAULT 'payment',
  aggregateid      uuid NOT NULL,
  type             text NOT NULL DEFAULT 'settlement.requested',
  payload          jsonb NOT NULL,
  state            text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead')),
  attempts         int NOT NULL DEFAULT 0,
  last_error       text,
  available_at     timestamptz NOT NULL,
  lease_generation int NOT NULL DEFAULT 0,
  lease_expires_at timestamptz NOT NULL DEFAULT '-infinity',
  created_at       timestamptz NOT NULL DEFAULT now(),
  UNIQUE (aggregateid, type)
);
CREATE INDEX outbox_waiting ON outbox (available_at, id) WHERE state = 'waiting';

CREATE TABLE dead_letters (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  outbox     bigint NOT NULL REFERENCES outbox,
  payload    jsonb NOT NULL,
  attempts   int NOT NULL,
  last_error text NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen  timestamptz NOT NULL DEFAULT now(),
  redriven   timestamptz
);

-- How far the report of the PSP has been compared with the ledger.
CREATE TABLE reconciliation (
  cursor      bigint NOT NULL,
  compared_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO reconciliation VALUES (0);
