/** Writes a recording of a real run of every live diagram into a folder, for the gallery. Part of the build. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { nodeHost } from '~/host/node'
import { record } from '~/host/record'
import { UsageError } from './argument-reading'
import { liveIds, runCommand, simulationNamed } from './command'

await runCommand(async () => {
  const [folder, another] = process.argv.slice(2)
  if (folder === undefined || another !== undefined) throw new UsageError('Usage: run-cli.mjs record <folder>')
  await mkdir(folder, { recursive: true })
  for (const id of liveIds()) {
    const recording = await record(await simulationNamed(id), nodeHost)
    await writeFile(path.join(folder, `${id}.json`), JSON.stringify(recording))
  }
  return 0
})
