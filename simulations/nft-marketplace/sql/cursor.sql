-- Only the block after the last one moves the cursor: a gap touches no row, and whoever writes sees that.
UPDATE cursor SET height = $1, chain_height = greatest(chain_height, $2) WHERE id = 1 AND (height = $1 - 1 OR $3 AND height < $1)
