/** Where a live chain's RPC is, as somebody writes it on a command line. */
import { readUrl, type LiveOption } from '../live-place'

const EXAMPLE = 'http://127.0.0.1:26657'

/** The option. */
export const option: LiveOption = {
  name: 'chain',
  example: EXAMPLE,
  differs: {
    latency:
      'A real node takes what the loopback, the proxy and this machine take, and a run’s own chain the time of a way abroad. A subscription rings when there is a block: how often, validators say.',
    outcomes:
      'When a block comes is up to the validators of a real chain, so other transactions meet in one; and what somebody decides follows from what a block has done.',
  },
  troubles: [
    {
      says: /words of a wallet|to pay for the run/,
      is: 'has nobody to pay for a run',
      remedy: 'the words of an account that has coins go into the address, as in http://:word-word-…@127.0.0.1:26657',
      isRefusal: true,
    },
    {
      says: /ECONNRESET|hang up|no JSON|JSON-RPC|is none:|Parse Error/,
      is: 'hangs up, or is no CometBFT',
      remedy: `name the address of a node’s RPC, as in ${EXAMPLE}`,
    },
  ],
  read: (text) => readUrl(text, ['http:'], 26657, EXAMPLE),
}
