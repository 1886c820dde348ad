/**
 * The jars of a real Kafka, for the tests and the benchmark that hold our log against it: fetched once from Maven Central, with all
 * versions pinned, and kept in the cache. A broker is started from them by `src/infra/log/testing/real-kafka.ts`.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fetchByMaven } from './maven.mjs'
import { ROOT } from './root.mjs'

const KAFKA_VERSION = '4.4.0'
const LOG4J_VERSION = '2.25.5'

/** The folder of the jars, complete or not there. */
export const KAFKA_JARS = path.join(ROOT, '.cache', 'kafka', `${KAFKA_VERSION}-${LOG4J_VERSION}`)

/** What a broker needs to run: the server itself, and somewhere for its log to go. */
const PROJECT = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local.test</groupId>
  <artifactId>kafka-broker</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>${LOG4J_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`

/** Whether the jars are there. */
export function hasKafkaJars() {
  return existsSync(KAFKA_JARS)
}

/**
 * Fetches the jars, in about ten seconds with a good connection: 45 of them, 43 MB.
 * @param {string} maven the program
 */
export function fetchKafkaJars(maven) {
  return fetchByMaven({
    maven,
    folder: KAFKA_JARS,
    project: PROJECT,
    goal: (drafted) => ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${drafted}`],
  })
}
