-- What somebody owns, with the heights of the answer.
SELECT c.height, c.chain_height, page.*
  FROM cursor c
  LEFT JOIN LATERAL (
    SELECT t.token_id, t.uri, t.owner, t.collection, k.name AS collection_name
      FROM tokens t
      JOIN collections k ON k.address = t.collection
     WHERE t.owner = $1 AND (t.collection, t.token_id) > ($2, $3)
     ORDER BY t.collection, t.token_id
     LIMIT $4
  ) page ON true
