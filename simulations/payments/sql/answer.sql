-- What the request came to: the answer is stored with the key and the payment concluded, if the claim still holds. Where the
-- PSP left it open, the event becomes due for the worker.
-- $1 tenant, $2 endpoint, $3 key, $4 lease generation, $5 payment or null, $6 posted, voided or pending, $7 status, $8 body,
-- $9 risk
WITH answered AS (
  UPDATE idempotency_keys
     SET recovery_point = 'answered', status = $7, body = $8, risk = $9, lease_expires_at = now()
   WHERE (tenant, endpoint, key) = ($1, $2, $3) AND lease_generation = $4 AND recovery_point <> 'answered'
  RETURNING key
), concluded AS (
  SELECT CASE WHEN $6 = 'pending' THEN false ELSE conclude($5, $6) END AS is_concluded FROM answered WHERE $5::uuid IS NOT NULL
), event AS (
  UPDATE outbox
     SET state = CASE WHEN $6 = 'pending' THEN state ELSE 'done' END, available_at = now(),
         last_error = CASE WHEN $6 = 'pending' THEN 'unknown' END
    FROM concluded
   WHERE aggregateid = $5 AND state = 'waiting'
)
SELECT (SELECT count(*) FROM answered)::int AS answered, (SELECT bool_or(is_concluded) FROM concluded) AS is_concluded
