-- What an event came to, if its lease is still this one: the payment is concluded and the event done, in one transaction.
-- $1 outbox id, $2 lease generation, $3 posted or voided
WITH done AS (
  UPDATE outbox SET state = 'done', last_error = NULL
   WHERE id = $1 AND lease_generation = $2 AND state = 'waiting'
  RETURNING aggregateid
)
SELECT conclude(aggregateid, $3) AS is_concluded FROM done
