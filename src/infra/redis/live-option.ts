/** Where a live Redis is, as somebody writes it on a command line. */
import { readUrl, type LiveOption } from '../live-place'

const EXAMPLE = 'redis://127.0.0.1:6379'

/** The option. */
export const option: LiveOption = {
  name: 'redis',
  example: EXAMPLE,
  differs: {
    latency:
      'The real arrow has no modelled delay: it takes what the loopback, the proxy and this machine take, and many messages are in flight at once.',
  },
  troubles: [
    {
      says: /\bNOAUTH\b/,
      is: 'wants a password',
      remedy:
        'write it into the address, as in redis://:password@127.0.0.1:6379 or redis://user:password@127.0.0.1:6379',
      isRefusal: true,
    },
    {
      says: /\bWRONGPASS\b|invalid password/,
      is: 'does not take this user and password',
      remedy: 'those of its ACL or its requirepass go into the address, as in redis://user:password@127.0.0.1:6379',
      isRefusal: true,
    },
    {
      says: /without any password|no password is set/,
      is: 'has no password',
      remedy: 'leave it out of the address',
      isRefusal: true,
    },
    {
      says: /\bNOPERM\b/,
      is: 'does not let this user do what a run does',
      remedy: 'name one who may run commands, scripts and INFO on keys boxes:*',
      isRefusal: true,
    },
    {
      says: /\bDENIED\b|protected mode/,
      is: 'is in protected mode',
      remedy: 'give it a password, or a bind address',
      isRefusal: true,
    },
    {
      says: /DB index|not an integer/,
      is: 'has no such database',
      remedy:
        'the end of the address is the number of one, from 0 to 15 unless its settings say otherwise, or is left out',
    },
    {
      says: /closed the connection|ECONNRESET|Redis’ protocol|no Redis/,
      is: 'hangs up, or is no Redis',
      remedy: `name one that answers without TLS, as in ${EXAMPLE}`,
    },
  ],
  read: (text) => readUrl(text, ['redis:'], 6379, EXAMPLE),
}
