-- Without the safeguard of one transaction: the recovery point alone.
-- $1 tenant, $2 endpoint, $3 key, $4 lease generation, $5 payment
UPDATE idempotency_keys SET recovery_point = 'recorded', payment = $5
 WHERE (tenant, endpoint, key) = ($1, $2, $3) AND lease_generation = $4
