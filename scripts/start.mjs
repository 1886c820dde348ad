/**
 * `npm start`: installs and builds what is missing, then serves the built site with the headers a real host should
 * send. It shows what users get; `npm run dev` is for working on it.
 */
import './node-version.mjs'
import { build, isBuilt } from './build.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { install } from './install.mjs'
import { ROOT } from './root.mjs'

const PORT = 4173

endWithNpm(() => process.exit(0))
await install()
if (!isBuilt()) {
  process.stdout.write('Building …\n')
  const code = await build({ stdio: ['ignore', 'ignore', 'inherit'] })
  if (code !== 0) {
    process.stderr.write('The build failed: see its message above.\n')
    process.exit(1)
  }
}

const { preview } = await import('vite')
const wanted = Number(process.env.PORT || PORT)
const server = await preview({ root: ROOT, logLevel: 'error', preview: { port: wanted, strictPort: false } })
const address = server.httpServer.address()
const port = typeof address === 'object' && address !== null ? address.port : wanted
process.stdout.write(`Boxes & Arrows: http://127.0.0.1:${port}/   (Ctrl+C stops it)\n`)
