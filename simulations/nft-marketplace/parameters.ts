/** What can be set about the marketplace, with bounds. */
import type { ParameterValues } from '~/kernel/parameter'

export const parameters = {
  blockMs: { kind: 'choice', label: 'A block every', default: '6 s', options: ['6 s', '1 s'], brisk: '1 s' },
  mintPrice: { kind: 'number', label: 'Minting costs', unit: 'luna', default: 5, min: 1, max: 1_000 },
  royaltyShare: { kind: 'number', label: 'Royalty', unit: 'of the price', default: 0.05, min: 0, max: 0.1 },
  feeBps: { kind: 'number', label: 'Fee of the marketplace', unit: 'bps', default: 250, min: 0, max: 1_000 },
  timeoutBlocks: { kind: 'number', label: 'A transaction is good for', unit: 'blocks', default: 5, min: 2, max: 100 },
  cacheTtlMs: {
    kind: 'number',
    label: 'The cache keeps a page for',
    unit: 'ms',
    default: 30_000,
    min: 1_000,
    max: 600_000,
  },
  watchdogBlocks: {
    kind: 'number',
    label: 'The indexer looks itself after',
    unit: 'blocks',
    default: 2,
    min: 1,
    max: 50,
  },
} as const

/** Their values in one run. */
export type Parameters = ParameterValues<typeof parameters>

/** From block to block, in milliseconds. */
export function blockMsOf({ blockMs }: Pick<Parameters, 'blockMs'>): number {
  return blockMs === '1 s' ? 1_000 : 6_000
}
