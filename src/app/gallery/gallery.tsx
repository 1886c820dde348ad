/** The gallery: all diagrams as a page to read, not as a dashboard. It loads recordings, and nothing that runs. */
import { catalog } from '~/catalog'
import { storeKinds } from '~/stores'
import { href } from '../base'
import { NOTICES } from '../links'
import { PageHeader } from '../page-header'
import { RecordingDrop } from '../recording/recording-drop'
import { GallerySection } from './gallery-section'
import { Hero } from './hero'
import { useMotion } from './motion'
import './gallery.css'

const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten']

function inWords(count: number): string {
  return NUMBERS[count] ?? String(count)
}

/** Words as a sentence has them: `one, two and three`. */
function inSequence(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** How many run and how many are drawn, as it is. */
function standing(): string {
  const live = catalog.filter(({ isLive }) => isLive).length
  const drawn = catalog.length - live
  return drawn === 0
    ? `All ${inWords(live).toLowerCase()} run.`
    : `${inWords(live)} run, ${inWords(drawn).toLowerCase()} ${drawn === 1 ? 'is' : 'are'} drawn so far.`
}

/** The page at the root. */
export function Gallery() {
  const motion = useMotion()
  const first = catalog.find(({ isLive }) => isLive)
  const others = catalog.filter((entry) => entry !== first)
  return (
    <div className="gallery">
      <a className="skip-link" href="#diagrams">
        To the diagrams
      </a>
      <PageHeader isHome>
        <a href="#diagrams">Diagrams</a>
        <a href={href('real/')}>What is real</a>
        <a href={href('embed/')}>Embed</a>
        <a href={href(NOTICES)}>Licences</a>
      </PageHeader>
      <main>
        <div className="gallery-opening">
          <h1>{inWords(catalog.length)} systems, drawn to run.</h1>
          <p>
            {standing()} A box executes the code it stands for, on {inSequence(storeKinds.map(({ inPage }) => inPage))},
            inside this page.
          </p>
        </div>
        <div id="diagrams">
          {first !== undefined && <Hero entry={first} motion={motion} />}
          <div className="gallery-others">
            {others.map((entry) => (
              <GallerySection key={entry.id} entry={entry} motion={motion} />
            ))}
          </div>
        </div>
        <Provenance />
        <EmbedNote />
      </main>
      <RecordingDrop />
      <footer className="gallery-footer">
        <span className="mono">boxes &amp; arrows</span>
        <span>MIT licence. The notices of everything that is shipped with the page:</span>
        <a href={href(NOTICES)}>NOTICES.txt</a>
      </footer>
    </div>
  )
}

function Provenance() {
  return (
    <section className="gallery-note" id="what-is-real" aria-labelledby="what-is-real-heading">
      <h2 id="what-is-real-heading">What is real, and what is not</h2>
      <div className="gallery-note-columns">
        <p>
          <strong>Real.</strong> The code in the boxes: TypeScript, Lua and SQL, which you can read beside each box. The
          stores behind them: {inSequence(storeKinds.map(({ label }) => label))}. Every figure: it is counted from what
          the code did.
        </p>
        <p>
          <strong>Modelled.</strong> Time, the network and chance: one virtual clock, delays drawn from stated
          distributions, one seed. That is why a run repeats to the last event.
        </p>
        <p>
          <strong>Not shown.</strong> The speed of your hardware, and what one connection to a database cannot show.{' '}
          <a href={href('real/')}>All of it, figure by figure</a>.
        </p>
      </div>
    </section>
  )
}

function EmbedNote() {
  const live = catalog.find(({ isLive }) => isLive)
  if (live === undefined) return null
  const address = `${location.origin}${href(`embed/${live.id}/`)}`
  return (
    <section className="gallery-note" id="embed" aria-labelledby="embed-heading">
      <h2 id="embed-heading">Put one on your page</h2>
      <p>
        The frame holds the diagram and its transport, runs only while it is on screen, and leaves your page’s wheel and
        keys alone. <a href={href('embed/')}>Make your snippet</a>, with the scenario and the theme you like.
      </p>
      <pre className="snippet" tabIndex={0}>
        <code>
          {`<iframe src="${address}" title="${live.diagram.title}" loading="lazy"\n  sandbox="allow-scripts allow-same-origin allow-popups" width="820" height="560"></iframe>`}
        </code>
      </pre>
    </section>
  )
}
