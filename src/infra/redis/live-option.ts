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
  read: (text) => readUrl(text, ['redis:'], 6379, EXAMPLE),
}
