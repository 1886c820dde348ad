/** How a socket between a page and a live server ends, and for how long that is no end. */

/** Codes with which a server closes a socket. */
export const CLOSED_NOT_LET_IN = 4401
export const CLOSED_FULL = 4409
export const CLOSED_TOO_MUCH = 4429
/** What a browser calls the end of a socket that nobody has closed. */
export const CLOSED_BY_NOBODY = 1006

/** For so long a server keeps the link of a page whose socket was lost, with its run, which stands still; in milliseconds. */
export const AWAY_MS_MAX = 30_000
