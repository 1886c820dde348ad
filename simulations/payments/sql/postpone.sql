-- An attempt that left the outcome open: the event waits.
-- $1 outbox id, $2 lease generation, $3 error, $4 wait in ms
UPDATE outbox
   SET last_error = $3, available_at = now() + $4::float8 * interval '1 ms', lease_expires_at = '-infinity'
 WHERE id = $1 AND lease_generation = $2 AND state = 'waiting'
