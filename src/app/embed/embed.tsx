/** One diagram without anything around it, for frames on other pages: the graph and a slim transport. */
import { useCallback } from 'react'
import type { Diagram } from '~/kernel/diagram'
import { href } from '../base'
import { Announcer } from '../playground/announcer'
import { BootStatus } from '../playground/boot-status'
import { BoxTable } from '../playground/box-table'
import { Notices } from '../playground/notices'
import { StageLegend } from '../playground/stage-legend'
import { Stage } from '../playground/stage/stage'
import { Transport } from '../playground/transport/transport'
import { useKeys } from '../playground/use-keys'
import { formatRunUrl } from '../run-url'
import { SessionProvider, useLive, useSession } from '../session/session-context'
import { useRunSession } from '../session/use-run-session'
import '../playground/frame.css'
import './embed.css'

/** The page in a frame. Its address may hold `theme`, `autoplay` and `controls`, besides the run. */
export function Embed({ diagram }: { readonly diagram: Diagram }) {
  const query = new URLSearchParams(location.search)
  const hasControls = query.get('controls') !== 'none'
  const session = useRunSession(diagram, query.get('autoplay') === '1')
  useKeys(
    session,
    useCallback(() => undefined, []),
  )
  return (
    <SessionProvider value={session}>
      <main className="embed">
        <h1 className="visually-hidden">{diagram.title}</h1>
        <Notices />
        <div className="embed-stage playground-stage">
          <Stage />
          <BootStatus />
          <BoxTable />
        </div>
        <StageLegend />
        {hasControls && (
          <div className="embed-controls">
            <Transport isSlim />
            <OpenLink />
          </div>
        )}
      </main>
      <Announcer />
    </SessionProvider>
  )
}

/** Leads to the playground of the same run, in a page of its own. */
function OpenLink() {
  const session = useSession()
  const run = useLive(({ frame, run: opened }) => frame?.run ?? opened)
  const query = run === null ? null : formatRunUrl(run)
  const address = `${href(`d/${session.diagram.id}/`)}${query === null ? '' : `?${query}`}`
  return (
    <a className="button embed-open" href={address} target="_blank" rel="noopener">
      Break it yourself
    </a>
  )
}
