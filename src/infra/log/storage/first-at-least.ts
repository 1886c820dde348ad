/** The index of the first number that is at least `value`, in numbers that never fall; their count if there is none. */
export function firstAtLeast(numbers: readonly number[], value: number): number {
  let low = 0
  let high = numbers.length
  // Most questions are about the end of a log.
  if (high > 0 && numbers[high - 1]! < value) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
