INSERT INTO listings (id, version, collection, token_id, seller, price, status, listed_height, updated_height)
SELECT id, version, collection, token_id, seller, coalesce(price, 1), status, $2, $2
  FROM jsonb_to_recordset($1::jsonb)
       AS l (id bigint, version integer, collection text, token_id text, seller text, price numeric, status text)
    ON CONFLICT (id) DO UPDATE
   SET version = excluded.version, status = excluded.status, updated_height = excluded.updated_height,
       price = CASE WHEN excluded.price = 1 AND excluded.status <> 'active' THEN listings.price ELSE excluded.price END
