-- The last attempt, or one that cannot help: the event goes to the dead letters.
-- $1 outbox id, $2 lease generation, $3 error
WITH dead AS (
  UPDATE outbox SET state = 'dead', last_error = $3
   WHERE id = $1 AND lease_generation = $2 AND state = 'waiting'
  RETURNING id, payload, attempts, created_at
)
INSERT INTO dead_letters (outbox, payload, attempts, last_error, first_seen)
SELECT id, payload, attempts, $3, created_at FROM dead
RETURNING id
