-- What the ledger has gained, in its order: one row for each journal.
-- $1 the last journal that was seen
SELECT j.id AS cursor, j.payment, j.kind, p.tenant, p.key, p.charge_no AS "chargeNo", p.amount, p.currency,
       p.psp_key AS "pspKey",
       (SELECT json_agg(json_build_array(e.account, e.layer, e.amount, e.currency) ORDER BY e.id)
          FROM entries e WHERE e.journal = j.id) AS entries,
       (SELECT count(*) FROM outbox o WHERE o.aggregateid = j.payment)::int AS events
  FROM journal j JOIN payments p ON p.id = j.payment
 WHERE j.id > $1
 ORDER BY j.id
