-- The URI of a token is fixed when it is minted; one that was burned may be minted anew.
INSERT INTO tokens (collection, token_id, owner, uri, updated_height)
SELECT collection, token_id, owner, uri, $2
  FROM jsonb_to_recordset($1::jsonb) AS t (collection text, token_id text, owner text, uri text, "isNew" boolean)
    ON CONFLICT (collection, token_id) DO UPDATE
   SET owner = excluded.owner, updated_height = excluded.updated_height
