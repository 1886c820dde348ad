-- The ledger as T-accounts: what is posted on either side, what is pending, and the latest postings of each.
SELECT a.id AS account, a.kind, a.currency,
       coalesce(sum(e.amount) FILTER (WHERE e.layer = 'posted' AND e.amount > 0), 0)::bigint AS debits,
       coalesce(-sum(e.amount) FILTER (WHERE e.layer = 'posted' AND e.amount < 0), 0)::bigint AS credits,
       coalesce(sum(e.amount) FILTER (WHERE e.layer = 'pending'), 0)::bigint AS pending,
       coalesce((SELECT json_agg(amount ORDER BY id DESC) FROM (
         SELECT id, amount FROM entries WHERE account = a.id AND layer = 'posted' ORDER BY id DESC LIMIT 4) latest), '[]')
         AS latest
  FROM accounts a LEFT JOIN entries e ON e.account = a.id
 GROUP BY a.id
 ORDER BY array_position(ARRAY['asset', 'liability', 'revenue'], a.kind), a.currency, a.id
