/** How PostgreSQL is set in a page or process. */

/** Nothing here writes to a disk, and nothing but statements runs: what only costs is switched off. */
export const SETTINGS = [
  'wal_level=minimal',
  'max_wal_senders=0',
  'full_page_writes=off',
  'synchronous_commit=off',
  'min_wal_size=32MB',
  'autovacuum=off',
  'track_counts=off',
  'jit=off',
]

/**
 * After so many bytes of messages the log of writes is let go of. PostgreSQL leaves that to a background process, which is not there, and
 * would keep all that was ever written.
 */
export const CHECKPOINT_BYTES = 16_000_000
