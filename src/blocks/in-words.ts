/** Figures as boxes show them: short, and with their units. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A number without its decimals: `12,345`. */
export function wholeInWords(value: number): string {
  return whole.format(value)
}

/** A time in milliseconds or seconds: `3.4 ms`, `120 ms`, `1.5 s`. */
export function timeInWords(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`
}
