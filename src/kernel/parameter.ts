/** Parameters of a simulation: numbers and choices with defaults and bounds, set by URL or flag. */

/** One parameter. */
export type Parameter =
  | {
      readonly kind: 'number'
      readonly label: string
      readonly unit: string
      readonly default: number
      readonly min: number
      readonly max: number
      /** The claim without which it means anything. Random runs that keep its safeguard leave it as it is. */
      readonly onlyWithout?: string
    }
  | {
      readonly kind: 'choice'
      readonly label: string
      readonly default: string
      readonly options: readonly string[]
      /** With this one, less time passes in which nothing happens: most random runs take it. */
      readonly brisk?: string
    }

/** The values of a set of parameters. */
export type ParameterValues<P extends Readonly<Record<string, Parameter>> = Readonly<Record<string, Parameter>>> = {
  readonly [Name in keyof P]: P[Name] extends { readonly kind: 'choice'; readonly options: infer Options }
    ? Options extends readonly (infer Option)[]
      ? Option
      : never
    : number
}

/** A parameter setting that does not fit. The message says what is wrong and what is allowed. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError'
}

/**
 * Defaults, overridden by texts.
 * @throws {ParameterError} naming the parameter and its bounds
 */
export function parameterValues<P extends Readonly<Record<string, Parameter>>>(
  parameters: P,
  settings: Readonly<Record<string, string>>,
): ParameterValues<P> {
  const values: Record<string, number | string> = {}
  for (const [name, parameter] of Object.entries(parameters)) values[name] = parameter.default
  for (const [name, text] of Object.entries(settings)) values[name] = checkSetting(parameters, name, text)
  return values as ParameterValues<P>
}

/**
 * One setting, checked.
 * @throws {ParameterError} naming the parameter and its bounds
 */
export function checkSetting(
  parameters: Readonly<Record<string, Parameter>>,
  name: string,
  text: string,
): number | string {
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (parameter === undefined) {
    throw new ParameterError(
      `there is no parameter "${name.slice(0, 40)}"; parameters: ${Object.keys(parameters).join(', ')}`,
    )
  }
  if (parameter.kind === 'choice') {
    if (!parameter.options.includes(text)) {
      throw new ParameterError(`"${name}" is one of ${parameter.options.join(', ')}, not "${text.slice(0, 40)}"`)
    }
    return text
  }
  const number = text.trim() === '' ? NaN : Number(text)
  if (!(number >= parameter.min && number <= parameter.max)) {
    throw new ParameterError(
      `"${name}" is ${parameter.min} to ${parameter.max} ${parameter.unit}, not "${text.slice(0, 40)}"`,
    )
  }
  return number
}
