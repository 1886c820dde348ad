/** The drawing of an invented diagram: what a new folder in `simulations/` holds at the least. */
import { defineDiagram } from '~/kernel/diagram'

export default defineDiagram({
  id: 'tickets',
  file: 'ticket-office',
  title: 'Ticket office',
  line: 'Every seat is sold once, however many ask at the same moment.',
  order: 6,
  boxes: {
    fans: { label: 'Fans', kind: 'actor', at: { x: 0, y: 60 } },
    office: { label: 'Ticket office', kind: 'service', at: { x: 260, y: 60 }, instances: 2 },
    seats: { label: 'Seat plan', kind: 'store', at: { x: 520, y: 60 } },
  },
  arrows: [
    { from: 'fans', to: 'office', latency: { kind: 'uniform', minMs: 2, maxMs: 6 } },
    { from: 'office', to: 'seats', latency: { kind: 'uniform', minMs: 1, maxMs: 2 } },
  ],
  claims: [
    {
      id: 'one-step',
      title: 'Find and take in one step',
      statement: 'Nobody else can take a seat between finding it free and taking it.',
    },
  ],
  legend: [
    { tone: 'allowed', text: 'sold' },
    { tone: 'unknown', text: 'outcome unknown' },
  ],
})
