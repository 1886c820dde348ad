/** Addresses outside this site, in one place. */

/** Notices and licences of what the site ships, written at build time. */
export const NOTICES = 'NOTICES.txt'
