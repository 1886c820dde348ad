/** The thread of a Valkey in a page: it is told once what to serve, and then listens to nothing but its pipe, until it is ended. */
import { serveValkey, type ThreadData } from './serve'

addEventListener(
  'message',
  ({ data }: MessageEvent<ThreadData>) => {
    postMessage('ready')
    serveValkey(data)
  },
  { once: true },
)
