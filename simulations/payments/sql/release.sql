-- Gives a claim back, so that the next request need not wait for its lease to end.
-- $1 tenant, $2 endpoint, $3 key, $4 lease generation
UPDATE idempotency_keys SET lease_expires_at = now()
 WHERE (tenant, endpoint, key) = ($1, $2, $3) AND lease_generation = $4 AND recovery_point <> 'answered'
