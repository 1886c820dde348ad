/**
 * In which order files of tests run: those first that play whole runs. They take longest and are short to read, so that Vitest, which goes
 * by their size where it remembers nothing, would begin them last, and one core would wait for the other.
 */
import type { TestSequencer, TestSpecification } from 'vitest/node'

const LONG =
  /\/(platform|kill|mutants|scenarios|hashes|conformance|determinism|regressions|claims|claims-log|claims-chain|run-live-chain|real-servers|execution)\.test\./

/** Vitest makes one for each run. */
export class LongestFirst implements TestSequencer {
  sort(files: TestSpecification[]): TestSpecification[] {
    return files.toSorted((a, b) => Number(LONG.test(b.moduleId)) - Number(LONG.test(a.moduleId)))
  }

  /** Nobody divides them among machines. */
  shard(files: TestSpecification[]): TestSpecification[] {
    return files
  }
}
