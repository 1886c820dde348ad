/** The smallest program with a thread for Valkey. */
import { serveThread } from '../valkey/thread/open-node'

serveThread()
