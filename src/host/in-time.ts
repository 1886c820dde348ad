/** An end to a wait for what may never come. */

/** What comes within so many milliseconds, or `otherwise`. What comes later is heard by nobody, also if it is a failure. */
export async function inTime<Came, Otherwise>(
  coming: Promise<Came>,
  ms: number,
  otherwise: Otherwise,
): Promise<Came | Otherwise> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Otherwise>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms)
  })
  coming.catch(() => undefined)
  try {
    return await Promise.race([coming, late])
  } finally {
    clearTimeout(timer)
  }
}
