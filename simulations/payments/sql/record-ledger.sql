-- Without the safeguard of one transaction: the payment and its journal alone.
-- $1 tenant, $2 endpoint, $3 key, $4 lease generation, $5 payment, $6 charge number, $7 amount, $8 net, $9 fee, $10 currency,
-- $11 card, $12 PSP key
WITH claimed AS (
  UPDATE idempotency_keys SET risk = 'accept'
   WHERE (tenant, endpoint, key) = ($1, $2, $3) AND lease_generation = $4 AND recovery_point = 'claimed'
  RETURNING tenant
), paid AS (
  INSERT INTO payments (id, tenant, key, charge_no, amount, currency, card, psp_key)
  SELECT $5, $1, $3, $6, $7, $10, $11, $12 FROM claimed
  ON CONFLICT (id) DO NOTHING
  RETURNING id, tenant, currency
), written AS (
  INSERT INTO journal (payment, kind) SELECT id, 'pending' FROM paid RETURNING id
), lines AS (
  INSERT INTO entries (journal, account, layer, amount, currency)
  SELECT written.id, line.account, 'pending', line.amount, currency
    FROM written, paid,
         LATERAL (VALUES ('receivable:psp:' || currency, $7::bigint),
                         ('payable:' || tenant || ':' || currency, -$8::bigint),
                         ('revenue:fees:' || currency, -$9::bigint)) AS line (account, amount)
   WHERE line.amount <> 0
)
SELECT count(*)::int AS claimed FROM claimed
