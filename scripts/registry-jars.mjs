/**
 * A real schema registry, for the test that holds ours against it: Apicurio, whose interface for Confluent's clients is asked. Fetched once
 * from Maven Central and kept in the cache; started by `src/infra/log/testing/real-registry.ts`.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fetchByMaven } from './maven.mjs'
import { ROOT } from './root.mjs'

/** The last line of versions that Java 17 runs. */
const VERSION = '2.6.13.Final'

/** The folder of the registry, complete or not there. */
export const REGISTRY_JARS = path.join(ROOT, '.cache', 'registry', VERSION)

/** Whether it is there. */
export function hasRegistryJars() {
  return existsSync(REGISTRY_JARS)
}

/**
 * Fetches it, in less than a minute with a good connection: 142 MB.
 * @param {string} maven the program
 */
export function fetchRegistryJars(maven) {
  const artifact = `io.apicurio:apicurio-registry-app:${VERSION}:tar.gz:all`
  return fetchByMaven({
    maven,
    folder: REGISTRY_JARS,
    goal: (drafted) => ['dependency:unpack', `-Dartifact=${artifact}`, `-DoutputDirectory=${drafted}`],
  })
}
