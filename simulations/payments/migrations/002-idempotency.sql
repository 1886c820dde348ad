-- One row for each key of a tenant and an endpoint: who works on it, how far it got, and what it was answered.

CREATE TABLE idempotency_keys (
  tenant           text NOT NULL,
  endpoint         text NOT NULL,
  key              text NOT NULL,
  fingerprint      text NOT NULL,
  recovery_point   text NOT NULL DEFAULT 'claimed' CHECK (recovery_point IN ('claimed', 'recorded', 'answered')),
  charge_no        int NOT NULL DEFAULT 1,
  payment          uuid,
  risk             text CHECK (risk IN ('accept', 'reject')),
  status           int,
  -- As text: what is replayed is what was answered, to the byte.
  body             json,
  lease_owner      text NOT NULL,
  lease_generation int NOT NULL DEFAULT 1,
  lease_expires_at timestamptz NOT NULL,
  expires_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant, endpoint, key),
  CHECK ((recovery_point = 'answered') = (status IS NOT NULL AND body IS NOT NULL))
);
