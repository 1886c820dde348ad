/** What changes where the stores of a run are somebody's own servers. */
import { Facts, Section } from './section'

/** The part. */
export function OnLiveStores() {
  return (
    <Section id="live" title="On live stores">
      <Facts
        facts={[
          [
            'What becomes real',
            'A site that npm run live has started puts real servers behind the boxes of stores. Such a box says “live”: every answer of it came over a connection, and the time it took was measured.',
          ],
          [
            'Time',
            'That of the clock on the wall. Nothing waits for a store that hangs: the rest of the system goes on.',
          ],
          [
            'What stays modelled',
            'Stores that were not named, with their engines; the network between all other boxes, with the delays above; providers, and how long their work takes; chance, drawn from the seed.',
          ],
          [
            'Faults',
            'Those of an arrow to a real server are done to its connections, by a proxy before the server. Servers are killed or frozen only if the command has started them itself.',
          ],
          [
            'The repetition',
            'There is none: a run on real servers is recorded instead, and the recording is executed to the same trace hash wherever it is opened.',
          ],
          [
            'Which is which',
            'Every live run, and every recording of one, tells it of each box and each arrow: “What is real in this run”, under Live at the top of the diagram, and at its foot.',
          ],
        ]}
      />
    </Section>
  )
}
