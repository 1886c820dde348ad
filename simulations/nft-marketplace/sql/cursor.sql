UPDATE cursor SET height = $1, chain_height = greatest(chain_height, $2) WHERE id = 1 AND height < $1
