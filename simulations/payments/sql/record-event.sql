-- Without the safeguard of one transaction: the event alone.
-- $1 payment, $2 the event, $3 how long the request may take before the worker does, in ms
INSERT INTO outbox (aggregateid, payload, available_at)
VALUES ($1, $2, now() + $3::float8 * interval '1 ms') ON CONFLICT DO NOTHING
