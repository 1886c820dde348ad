/** Which of its steps `npm test` is asked to run, and which of them at the same time. */

/**
 * Steps of one `round` run at the same time: those with `isBeside` in their order, beside the others in theirs. A step without a round is
 * alone.
 * @typedef {{ readonly name: string, readonly needs?: string, readonly round?: string, readonly isBeside?: boolean }} Step
 */

/**
 * The names of the steps to run, or a sentence that says what was wrong with what was asked for. All of them if nothing was; with
 * `--only unit,e2e` those, with what they need.
 * @param {readonly Step[]} steps
 * @param {readonly string[]} args
 * @returns {readonly string[] | string}
 */
export function chooseSteps(steps, args) {
  const names = steps.map(({ name }) => name)
  if (args.length === 0) return names
  const [flag, list, ...more] = args[0]?.startsWith('--only=')
    ? ['--only', args[0].slice('--only='.length), ...args.slice(1)]
    : args
  if (flag !== '--only' || !list || more.length > 0) {
    return `npm test takes --only and the names of steps, as in npm test -- --only unit,e2e; not "${args.join(' ')}".`
  }
  const wanted = list.split(',')
  const unknown = wanted.filter((name) => !names.includes(name))
  if (unknown.length > 0) return `There is no step "${unknown.join('", "')}"; steps: ${names.join(', ')}.`
  return steps
    .filter(({ name }) => wanted.some((each) => each === name || needsOf(steps, each).has(name)))
    .map(({ name }) => name)
}

/**
 * @param {readonly Step[]} steps
 * @param {string} name
 * @returns {Set<string>} all that a step needs
 */
function needsOf(steps, name) {
  /** @type {Set<string>} */
  const needed = new Set()
  for (let each = needOf(steps, name); each !== undefined; each = needOf(steps, each)) needed.add(each)
  return needed
}

/**
 * @param {readonly Step[]} steps
 * @param {string} name
 */
function needOf(steps, name) {
  return steps.find((step) => step.name === name)?.needs
}

/**
 * The steps in rounds, one after the other, each with two lanes.
 * @template {Step} Each
 * @param {readonly Each[]} steps
 * @param {boolean} hasRoom for two at once: without it every step is alone
 * @returns {{ readonly main: Each[], readonly beside: Each[] }[]}
 */
export function roundsOf(steps, hasRoom) {
  /** @type {{ main: Each[], beside: Each[] }[]} */
  const rounds = []
  /** @type {string | undefined} */
  let last
  for (const step of steps) {
    const isSame = hasRoom && step.round !== undefined && step.round === last
    if (!isSame) rounds.push({ main: [], beside: [] })
    last = step.round
    const round = /** @type {{ main: Each[], beside: Each[] }} */ (rounds.at(-1))
    if (hasRoom && step.isBeside === true) round.beside.push(step)
    else round.main.push(step)
  }
  return rounds
}
