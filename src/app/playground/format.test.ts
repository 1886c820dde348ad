import { expect, it } from 'vitest'
import { formatDuration, formatLength, formatMegabytes, formatRate, formatSeconds, formatTime } from './format'

it.each([
  [formatTime(0), '00:00.000'],
  [formatTime(15_204.9), '00:15.204'],
  [formatTime(3_723_004), '62:03.004'],
  [formatLength(60_000), '01:00'],
  [formatSeconds(12_000), '12.0 s'],
  [formatDuration(0.42), '0.4 ms'],
  [formatDuration(25), '25 ms'],
  [formatDuration(1234), '1.2 s'],
  [formatRate(9200.4), '9,200/s'],
  [formatRate(0.31), '0.3/s'],
  [formatRate(0), '0/s'],
  [formatMegabytes(2_790_000), '2.8'],
])('writes %s as %s', (written, expected) => {
  expect(written).toBe(expected)
})
