/** What a browser may lack that an engine needs, in words for whoever uses it. */

/** Why no engine can be started here, or null. */
export function lacksWorkers(): Error | null {
  if (typeof Worker === 'function') return null
  return new Error('This browser has no workers, and an engine needs one to run in: another browser has them.')
}

/** Why no store can be loaded here, or null. */
export function lacksWebAssembly(): Error | null {
  if (typeof WebAssembly === 'object') return null
  return new Error(
    'This browser has WebAssembly switched off, as Lockdown Mode does, and the real stores are made of it: ' +
      'allow it for this site, or open the page in another browser.',
  )
}
