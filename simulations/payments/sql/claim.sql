-- Claims a key, or tells why not. Nobody else has it: a first request takes it; one whose predecessor has died (its lease is
-- over) goes on where that stopped; one that comes after the key has expired starts a new charge.
-- $1 tenant, $2 endpoint, $3 key, $4 fingerprint, $5 owner, $6 lease in ms, $7 time to live in ms
WITH taken AS (
  INSERT INTO idempotency_keys AS k (tenant, endpoint, key, fingerprint, lease_owner, lease_expires_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, now() + $6::float8 * interval '1 ms', now() + $7::float8 * interval '1 ms')
  ON CONFLICT (tenant, endpoint, key) DO UPDATE
     SET fingerprint      = excluded.fingerprint,
         charge_no        = k.charge_no + (k.expires_at <= now())::int,
         recovery_point   = CASE WHEN k.expires_at <= now() THEN 'claimed' ELSE k.recovery_point END,
         payment          = CASE WHEN k.expires_at <= now() THEN NULL ELSE k.payment END,
         risk             = CASE WHEN k.expires_at <= now() THEN NULL ELSE k.risk END,
         status           = NULL,
         body             = NULL,
         lease_owner      = excluded.lease_owner,
         lease_generation = k.lease_generation + 1,
         lease_expires_at = excluded.lease_expires_at,
         expires_at       = CASE WHEN k.expires_at <= now() THEN excluded.expires_at ELSE k.expires_at END
   -- A lease that is longer than any was given before the clock jumped back, perhaps by one who is dead: it is over, too.
   WHERE (k.lease_expires_at <= now() OR k.lease_expires_at > now() + $6::float8 * interval '1 ms'
          OR k.recovery_point = 'answered')
     AND (k.expires_at <= now() OR (k.recovery_point <> 'answered' AND k.fingerprint = excluded.fingerprint))
  RETURNING *
)
SELECT 'taken' AS how, recovery_point, charge_no, payment, risk, status, body, lease_generation FROM taken
UNION ALL
SELECT CASE WHEN fingerprint <> $4 THEN 'other-payload' WHEN recovery_point = 'answered' THEN 'answered' ELSE 'busy' END,
       recovery_point, charge_no, payment, risk, status, body, lease_generation
  FROM idempotency_keys
 WHERE (tenant, endpoint, key) = ($1, $2, $3) AND NOT EXISTS (SELECT FROM taken)
