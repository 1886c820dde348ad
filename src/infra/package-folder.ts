/** Where installed packages are, for what their exports maps hide. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** The folder of a package, searched upwards from here. @throws Error when it is not installed. */
export function packageFolder(name: string): string {
  const searched = createRequire(import.meta.url).resolve.paths(name) ?? []
  const found = searched.map((folder) => path.join(folder, name)).find((folder) => existsSync(folder))
  if (found === undefined) throw new Error(`The package ${name} is not installed: run npm ci`)
  return found
}
