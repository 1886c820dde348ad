-- One page of what is on offer, newest first, with token and collection; nothing but the heights if the page at $4 is still current.
SELECT c.height, c.chain_height, c.height = $4 AS is_current, page.*
  FROM cursor c
  LEFT JOIN LATERAL (
    SELECT l.id, l.version, l.price::text AS price, l.seller, l.collection, k.name AS collection_name, l.token_id, t.uri, t.owner
      FROM listings l
      JOIN collections k ON k.address = l.collection
      JOIN tokens t ON t.collection = l.collection AND t.token_id = l.token_id
     WHERE l.status = 'active' AND l.id < $1 AND ($2 = '' OR l.seller = $2) AND c.height <> $4
     ORDER BY l.id DESC
     LIMIT $3
  ) page ON true
