import { expect, test } from 'vitest'
import { createTurn } from '~/kernel/turn'
import { Serving, type Job } from './serving'

class Work implements Job {
  readonly name: string
  readonly log: string[]
  finish: () => void = () => undefined

  constructor(name: string, log: string[]) {
    this.name = name
    this.log = log
  }

  reject(error: unknown): void {
    this.log.push(`${this.name}: ${(error as Error).message}`)
  }
}

const settled = createTurn()

function serve(lengthMax = 10) {
  const log: string[] = []
  const serving: Serving<Work> = new Serving(lengthMax, {
    takeNext: (queue) => queue.shift(),
    work: async (job) => {
      await new Promise<void>((resolve) => (job.finish = resolve))
      if (serving.isInWork(job)) log.push(`${job.name}: done`)
    },
  })
  const add = (name: string) => {
    const work = new Work(name, log)
    serving.add(work)
    return work
  }
  return { serving, log, add }
}

test('jobs are done one after the other, in the order in which they came', async () => {
  const { serving, log, add } = serve()
  const [first, second] = [add('first'), add('second')]
  expect([serving.isBusy, serving.waiting]).toEqual([true, 1])
  first.finish()
  await settled()
  expect(log).toEqual(['first: done'])
  second.finish()
  await settled()
  expect(log).toEqual(['first: done', 'second: done'])
  expect(serving.isBusy).toBe(false)
})

test('the job in work counts for the length of the queue', () => {
  const { serving, add } = serve(2)
  add('first')
  expect(serving.isFull).toBe(false)
  add('second')
  expect(serving.isFull).toBe(true)
})

test('whoever is cut off is told so once, and what was in work does not answer later; the next ones are served', async () => {
  const { serving, log, add } = serve()
  const cut = add('in work')
  add('waiting')
  serving.cutOff('the server failed over')
  expect(log).toEqual(['in work: the server failed over', 'waiting: the server failed over'])
  const next = add('next')
  cut.finish()
  await settled()
  next.finish()
  await settled()
  expect(log.slice(2)).toEqual(['next: done'])
})

test('while something keeps all jobs from running, they wait for it and not for each other', async () => {
  const log: string[] = []
  let free: (() => void) | undefined
  let isBlocked = true
  const serving = new Serving<Work>(10, {
    takeNext: (queue) => (isBlocked ? undefined : queue.shift()),
    work: async ({ name }) => void log.push(name),
    untilUnblocked: () => (isBlocked ? new Promise((resolve) => (free = resolve)) : undefined),
  })
  serving.add(new Work('first', log))
  serving.add(new Work('second', log))
  await settled()
  expect([log, serving.isBusy, serving.waiting]).toEqual([[], true, 2])
  isBlocked = false
  free!()
  await settled()
  expect([log, serving.isBusy]).toEqual([['first', 'second'], false])
})

test('a process that has died takes on nothing more', async () => {
  const log: string[] = []
  let isAlive = true
  const serving = new Serving<Work>(10, {
    takeNext: (queue) => queue.shift(),
    work: async ({ name }) => {
      log.push(name)
      isAlive = false
    },
    isAlive: () => isAlive,
  })
  serving.add(new Work('first', log))
  serving.add(new Work('second', log))
  await settled()
  expect(log).toEqual(['first'])
})
