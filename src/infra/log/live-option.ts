/** Where a live Kafka is, as somebody writes it on a command line. */
import type { Address, LiveOption, Place } from '../live-place'

const EXAMPLE = '127.0.0.1:9092'
const SERVERS_MAX = 32

/** The option. */
export const option: LiveOption = {
  name: 'kafka',
  example: EXAMPLE,
  troubles: [
    {
      says: /connection was closed|ECONNRESET/,
      is: 'hangs up: it is no Kafka, or wants TLS or a password',
      remedy: `name a listener that is PLAINTEXT, as in ${EXAMPLE}`,
    },
  ],
  read,
}

/** `bootstrap.servers`: one or more brokers, with commas between them. */
function read(text: string): Place {
  const parts = text.split(',')
  if (parts.length > SERVERS_MAX) throw new RangeError(`name at most ${SERVERS_MAX} brokers`)
  const servers = parts.map((part): Address => {
    const [, host = '', port = ''] = /^([\w.-]+|\[[0-9a-f:.]+\]):(\d{1,5})$/i.exec(part.trim()) ?? []
    if (host === '' || Number(port) < 1 || Number(port) > 65_535) {
      throw new RangeError(`brokers are host:port, with commas between them; write them as in ${EXAMPLE}`)
    }
    return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
  })
  const url = write(servers)
  return { url, shown: url, servers, secrets: [], through: write }
}

function write(servers: readonly Address[]): string {
  return servers.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',')
}
