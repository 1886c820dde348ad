-- Compares captures that the PSP reports with the ledger. A payment that nobody works on any more is concluded by what the
-- PSP says; one the ledger has lost is written again. What somebody still works on is looked at again the next time.
-- $1 captures as JSON, in the order of the report
WITH reported AS (
  SELECT * FROM json_to_recordset($1::json) AS capture (
    seq bigint, payment uuid, tenant text, key text, "chargeNo" int, amount bigint, fee bigint, currency text, card text,
    "pspKey" text)
), missing AS (
  INSERT INTO payments (id, tenant, key, charge_no, amount, currency, card, psp_key)
  SELECT payment, tenant, key, "chargeNo", amount, currency, card, "pspKey" FROM reported r
   WHERE NOT EXISTS (SELECT FROM payments WHERE id = r.payment)
  ON CONFLICT DO NOTHING
  RETURNING id
), written AS (
  INSERT INTO journal (payment, kind) SELECT id, 'pending' FROM missing RETURNING id, payment
), lines AS (
  INSERT INTO entries (journal, account, layer, amount, currency)
  SELECT written.id, line.account, 'pending', line.amount, r.currency
    FROM written JOIN reported r ON r.payment = written.payment,
         LATERAL (VALUES ('receivable:psp:' || r.currency, r.amount),
                         ('payable:' || r.tenant || ':' || r.currency, r.fee - r.amount),
                         ('revenue:fees:' || r.currency, -r.fee)) AS line (account, amount)
   WHERE line.amount <> 0
), event AS (
  INSERT INTO outbox (aggregateid, payload, state, available_at)
  SELECT payment, '{}', 'done', now() FROM written
), state_of AS (
  SELECT r.seq, r.payment, p.state, r.amount IS DISTINCT FROM p.amount OR r.currency IS DISTINCT FROM p.currency AS differs,
         o.state AS event_state
    FROM reported r JOIN payments p ON p.id = r.payment LEFT JOIN outbox o ON o.aggregateid = p.id
)
SELECT (SELECT coalesce(json_agg(payment), '[]') FROM written) AS adopted,
       (SELECT coalesce(json_agg(payment), '[]') FROM state_of WHERE state = 'pending' AND event_state IS DISTINCT FROM 'waiting')
         AS unattended,
       (SELECT count(*) FROM state_of WHERE state = 'pending' AND event_state = 'waiting')::int AS in_work,
       (SELECT coalesce(json_agg(payment), '[]') FROM state_of WHERE differs OR state = 'voided') AS disputed,
       (SELECT coalesce(min(seq) FILTER (WHERE state = 'pending' AND event_state = 'waiting') - 1, max(seq), 0)
          FROM state_of)::bigint AS cursor
