/** Spreads jobs over worker threads of the same program: runs are independent, and every core can do one. */
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'

/** A thread answers each job it is sent; call this first in a program that also calls {@link spread}. */
export function answerJobs<Job, Answer>(answer: (job: Job) => Promise<Answer>): void {
  if (isMainThread) return
  parentPort!.on('message', (job: Job) => {
    answer(job).then(
      (answered) => parentPort!.postMessage({ answered }),
      (error: unknown) => parentPort!.postMessage({ failure: error instanceof Error ? error.stack : String(error) }),
    )
  })
}

/**
 * Does jobs in threads of the program at `url`, as many at once as there are cores, and gives the answers in order.
 * @throws Error with the stack of the first job that failed
 */
export async function spread<Job, Answer>(
  url: string,
  jobs: readonly Job[],
  heard: (answer: Answer, index: number) => void = () => {},
): Promise<Answer[]> {
  const answers: Answer[] = []
  let next = 0
  const threads = Array.from({ length: Math.min(availableParallelism(), jobs.length) }, () => new Worker(new URL(url)))
  try {
    await Promise.all(
      threads.map(
        (thread) =>
          new Promise<void>((resolve, reject) => {
            let index = -1
            const takeNext = () => {
              if (next >= jobs.length) return resolve()
              index = next++
              thread.postMessage(jobs[index])
            }
            thread.on('error', reject)
            thread.on('message', (message: { answered?: Answer; failure?: string }) => {
              if (message.failure !== undefined) return reject(new Error(message.failure))
              answers[index] = message.answered!
              heard(message.answered!, index)
              takeNext()
            })
            takeNext()
          }),
      ),
    )
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
  return answers
}
