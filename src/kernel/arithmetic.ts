/**
 * Logarithm and exponential from basic arithmetic alone. The language leaves the last bits of `Math.log` and `Math.exp`
 * to the engine; a run must not depend on them.
 */

const LN2 = 0.6931471805599453

/** Natural logarithm of a positive finite number, accurate to about 1e-15. */
export function ln(x: number): number {
  if (!(x > 0)) return -Infinity
  let exponent = 0
  let mantissa = x
  while (mantissa > 1.4142135623730951) {
    mantissa /= 2
    exponent++
  }
  while (mantissa < 0.7071067811865476) {
    mantissa *= 2
    exponent--
  }
  const z = (mantissa - 1) / (mantissa + 1)
  const square = z * z
  let term = z
  let sum = 0
  for (let divisor = 1; divisor < 26; divisor += 2) {
    sum += term / divisor
    term *= square
  }
  return 2 * sum + exponent * LN2
}

/** e to the power of `x`, accurate to about 1e-15 for |x| below 700. */
export function exp(x: number): number {
  const exponent = Math.round(x / LN2)
  const rest = x - exponent * LN2
  let term = 1
  let sum = 1
  for (let order = 1; order < 20; order++) {
    term *= rest / order
    sum += term
  }
  for (let step = 0; step < exponent; step++) sum *= 2
  for (let step = 0; step > exponent; step--) sum /= 2
  return sum
}
