/** The worker: a desk for everybody who brings a port. */
import * as Comlink from 'comlink'
import { loadSimulation } from '~/catalog'
import { hearProgress, loadAsset } from './assets-browser'
import { createDesk, type DeskHost } from './desk'
import { browserFiles } from './files-browser'
import { answerOver } from './links/answering'
import { linkOverPort } from './links/port'
import type { Door } from './links/worker'
import { pageThreads } from './threads-browser'

const HOST: DeskHost = {
  load: loadAsset,
  hearProgress,
  simulation: loadSimulation,
  findFile: browserFiles.find,
  holdFile: browserFiles.hold,
  threads: pageThreads,
}

const door: Door = {
  connect: (port) => void answerOver(linkOverPort(port), createDesk(HOST)),
}

Comlink.expose(door)
