/** The algorithm of a run: the chosen one, unless a switch says otherwise. */
import type { Parameters } from '../parameters'
import type { Algorithm } from './algorithm'
import { fixedWindow } from './fixed-window'
import { gcra } from './gcra'
import { slidingCounter } from './sliding-counter'
import { slidingLog, slidingLogOnCallersClock, slidingLogWithoutExpiry } from './sliding-log'

/** The selectable algorithms by id. */
export const algorithms: Readonly<Record<Parameters['algorithm'], Algorithm>> = {
  'sliding-log': slidingLog,
  'sliding-counter': slidingCounter,
  'fixed-window': fixedWindow,
  gcra,
}

/** What the gateway runs. Whatever it runs, the parameter is what it claims to run. */
export function chooseAlgorithm(parameters: Parameters, without: (id: string) => boolean): Algorithm {
  if (without('sliding-window')) return fixedWindow
  if (without('node-clock')) return slidingLogOnCallersClock
  if (without('expiry-apart')) return slidingLogWithoutExpiry
  return algorithms[parameters.algorithm]
}
