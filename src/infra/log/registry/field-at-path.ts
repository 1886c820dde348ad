/** Which field a path into a schema is about: registries say where a clash is by numbers, people by names. */

/**
 * @param schema in JSON
 * @param path as compatibility checks write it, such as `/fields/4/type`
 * @returns names from the outermost field in, such as `address.city`; empty if the path leads through none
 */
export function fieldAtPath(schema: string, path: string): string {
  const names: string[] = []
  let at: unknown = JSON.parse(schema)
  for (const step of path.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) break
    const isField = Array.isArray(at)
    at = (at as Readonly<Record<string, unknown>>)[step]
    const { name } = (at ?? {}) as { readonly name?: unknown }
    if (isField && typeof name === 'string') names.push(name)
  }
  return names.join('.')
}
