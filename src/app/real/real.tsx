/** What runs for real, what is modelled, what is not shown, and where each figure comes from. */
import { group } from 'd3-array'
import { Fragment, useEffect } from 'react'
import { catalog } from '~/catalog'
import { arrowName } from '~/kernel/arrow'
import type { Diagram } from '~/kernel/diagram'
import { describeDistribution } from '~/kernel/distribution'
import type { Words } from '~/kernel/store-kind'
import { storeKinds } from '~/stores'
import { dependencies } from '../../../package.json'
import { href } from '../base'
import { labelOf } from '../diagram/label-of'
import { NOTICES } from '../links'
import { PageHeader } from '../page-header'
import { OnLiveStores } from './on-live-stores'
import { onlyDrawn } from './only-drawn'
import './real.css'
import { Facts, Section, type Fact } from './section'

const live = catalog.filter(({ isLive }) => isLive)

/** The page. */
export function Real() {
  useEffect(() => {
    document.title = 'What is real – Boxes & Arrows'
    // The browser has looked for the part that the address names before it was there.
    document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [])
  return (
    <div className="real">
      <PageHeader>
        <a href={href('')}>Diagrams</a>
        <a href={href('embed/')}>Embed</a>
        <a href={href(NOTICES)}>Licences</a>
      </PageHeader>
      <main>
        <h1>What is real</h1>
        <p className="real-lead">
          The boxes run the code they stand for, and every figure is counted from what that code did. The world around
          them is modelled, openly and repeatably. This page says where the one ends and the other begins.
        </p>
        <RealParts />
        <Modelled />
        <OnLiveStores />
        <NotShown />
        <Figures />
        <SeeForYourself />
      </main>
    </div>
  )
}

function RealParts() {
  return (
    <Section id="runs" title="Runs for real">
      <Facts
        facts={[
          [
            'The code of the boxes',
            'TypeScript, Lua and SQL. What the inspector shows beside a box is the file that runs in it.',
          ],
          ...storeKinds.map(({ label, real }): Fact => [label, <WordsView key={label} words={real} />]),
          [
            'The verdicts',
            'Each invariant is a checker that reads the trace and nothing else. For every one there is a defect that can be switched on, and that it catches.',
          ],
          [
            'The repetition',
            'Scenario, seed and what was done to the run decide every event of it. Its trace hash is the same in Node and in this browser, at any speed.',
          ],
        ]}
      />
    </Section>
  )
}

/** Packages that are shipped, and their versions. */
const versions: Readonly<Record<string, string | undefined>> = dependencies

/** What a kind of store says of itself; packages with their versions. */
function WordsView({ words }: { readonly words: Words }) {
  return words.map((piece, index) => {
    if (typeof piece === 'string') return <Fragment key={index}>{piece}</Fragment>
    return <code key={index}>{'code' in piece ? piece.code : `${piece.package} ${versions[piece.package] ?? ''}`}</code>
  })
}

function Modelled() {
  return (
    <Section id="modelled" title="Is modelled">
      <Facts
        facts={[
          ['Time', 'One virtual clock. It moves from event to event, and never while code is running.'],
          ['Chance', 'Random streams forked from the seed: delays, who sends what, jitter, identifiers.'],
          [
            'Clients',
            'Generated load: how many, who, how often, and whether they obey. The load panel says how much, and changes it.',
          ],
          [
            'Other people’s systems',
            'Providers and protected services are small programs with so many workers, a bounded queue and a time that work takes. Under more load than that they really queue, time out and refuse. Their code stands beside their boxes.',
          ],
          [
            'The network',
            'A message along an arrow takes a time drawn from the distribution below. It is lost, doubled, reordered or held up only if somebody breaks the arrow.',
          ],
        ]}
      />
      {live.map(({ id, diagram }) => (
        <Network key={id} diagram={diagram} />
      ))}
    </Section>
  )
}

/** How long messages of a diagram are on their way, read off its drawing. */
function Network({ diagram }: { readonly diagram: Diagram }) {
  const groups = group(diagram.arrows, ({ latency }) =>
    latency === undefined ? 'no time: inside one process' : describeDistribution(latency),
  )
  return (
    <div className="real-table">
      <table>
        <caption>
          <a href={href(`d/${diagram.id}/`)}>{diagram.title}</a>: one way along
        </caption>
        <tbody>
          {[...groups].map(([words, arrows]) => (
            <tr key={words}>
              <th scope="row">
                {arrows.map((arrow) => (
                  <span key={arrowName(arrow)}>
                    {labelOf(diagram, arrow.from)} → {labelOf(diagram, arrow.to)}
                  </span>
                ))}
              </th>
              <td className="mono">{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function NotShown() {
  return (
    <Section id="not-shown" title="Is not shown">
      <Facts
        facts={[
          [
            'The speed of your hardware',
            'A request takes as long as its stated delays and the queues it meets, not as long as this computer needs. What this computer can do is shown apart: “runs 1.0×”.',
          ],
          ...storeKinds.flatMap(({ notShown }): Fact[] =>
            notShown === undefined ? [] : [[notShown.title, <WordsView key={notShown.title} words={notShown.words} />]],
          ),
          [
            'Clusters and disks',
            'A fail-over is a replica that lacks the last so many milliseconds. There is no sharding, no replication protocol and no fsync.',
          ],
          ['Connections', 'No DNS, TLS or TCP hand-shakes, and no limit of bandwidth.'],
          ...onlyDrawn(catalog),
        ]}
      />
    </Section>
  )
}

function Figures() {
  return (
    <Section id="figures" title="Where each figure comes from">
      <div className="real-table">
        <table>
          <caption>Everything is folded from one trace, in which the engine notes each event once.</caption>
          <tbody>
            {FIGURES.map(([what, whence]) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{whence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

const FIGURES: readonly (readonly [what: string, whence: string])[] = [
  [
    'Rate and p95 of a box',
    'Messages that came to it in the last virtual second, and the time from each to its answer.',
  ],
  [
    'Rate and p95 of an arrow',
    'Calls that went along it in the last virtual second, and the time from each to its outcome.',
  ],
  ['Dots', 'A sample of the messages on their way. The legend says for how many each one stands.'],
  ['What a box says of itself', 'Facts that its code wrote into the trace: decisions, charges, changes of state.'],
  ['Traffic', 'Requests by outcome, in columns of virtual time; faults stand on the same axis.'],
  ['Invariants', 'Checkers that read the trace as it grows; a red stretch holds the event that broke one.'],
  ['Keys, tables, members', 'Asked of the engine in the box at the moment shown, as you could at its prompt.'],
  ['Trace hash', 'Over time, kind, place and cause of every event, and the content of every fact, fault and action.'],
  ['“runs 1.0×”', 'Virtual time that passed, by the clock of this computer: the one figure that is not of the run.'],
  [
    'Recordings in the gallery',
    'Made from real runs by the same engine when the site was built, with their seed beside them.',
  ],
]

/** Where the words about a command begin, in characters. */
const COMMAND_WIDTH = 42

function SeeForYourself() {
  return (
    <Section id="check" title="See for yourself">
      <p>
        Share a run, and whoever opens its address gets the same trace hash. Or run it without a browser, and compare:
      </p>
      <pre className="snippet" tabIndex={0} aria-label="Commands">
        <code>
          {live
            .map(
              ({ id }) => `${`npm run sim -- ${id} --seed 7`.padEnd(COMMAND_WIDTH)}# prints the trace hash of the run`,
            )
            .concat(`${'npm run claims'.padEnd(COMMAND_WIDTH)}# every claim, with and without its safeguard`)
            .join('\n')}
        </code>
      </pre>
    </Section>
  )
}
