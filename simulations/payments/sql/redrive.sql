-- Sends dead letters on their way again, with payloads made anew from the payments.
WITH letters AS (
  UPDATE dead_letters SET redriven = now() WHERE redriven IS NULL RETURNING outbox
)
UPDATE outbox o
   SET state = 'waiting', attempts = 0, available_at = now(), lease_expires_at = '-infinity', last_error = 'unknown',
       payload = json_build_object('payment', p.id, 'tenant', p.tenant, 'key', p.key, 'chargeNo', p.charge_no,
                                   'amount', p.amount, 'currency', p.currency, 'card', p.card, 'pspKey', p.psp_key)
  FROM letters, payments p
 WHERE o.id = letters.outbox AND o.state = 'dead' AND p.id = o.aggregateid
RETURNING o.id
