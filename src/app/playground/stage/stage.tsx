/** The middle of the playground: the live graph, or the still picture while there is nothing live to show. */
import { ReactFlow, type Edge, type EdgeChange, type Node, type NodeChange } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
} from 'react'
import { instancesOf, type Side } from '~/kernel/diagram'
import { layoutOf, type Layout, type LayoutKind } from '../../diagram/geometry'
import { neighbour } from '../../diagram/neighbour'
import { StillDiagram } from '../../diagram/still-diagram'
import { useLessMotion } from '../../media-query'
import type { Selection } from '../../session/live-store'
import { useLive, useSession } from '../../session/session-context'
import { openMenu } from '../break/open-menu'
import { focusSoon } from '../focus-soon'
import { ArrowEdge, type ArrowEdgeData } from './arrow-edge'
import { BoxNode, type BoxNodeData } from './box-node'
import { DotsCanvas } from './dots-canvas'
import { useLongPress } from './use-long-press'
import { roomiest, roomOf } from './small-frame'
import { spread } from './spread'
import { COMPACT_BELOW, fit, type Room } from './viewport'
import './stage.css'
import './small-frame.css'

const nodeTypes = { box: BoxNode }
const edgeTypes = { arrow: ArrowEdge }

/** The diagram of this session. With `fitsRoom` it is never higher than its room, whatever that does to its size. */
export function Stage({ fitsRoom = false }: { readonly fitsRoom?: boolean }) {
  const { diagram, setSeen, setArrangement } = useStageSession()
  const roomRef = useRef<HTMLDivElement>(null)
  const room = useRoom(roomRef)
  const kind =
    room === null ? 'wide' : fitsRoom ? roomiest(diagram, room) : room.width < COMPACT_BELOW ? 'compact' : 'wide'
  const drawn = useMemo(() => layoutOf(diagram, kind), [diagram, kind])
  const layout = useMemo(
    () => (room === null || kind === 'compact' ? drawn : spread(diagram, drawn, room)),
    [diagram, drawn, kind, room],
  )
  const isLive = useLive(({ frame, phase }) => frame !== null && phase !== 'failed')
  const isStill = useLessMotion()
  useSeen(roomRef, setSeen)
  useEffect(() => setArrangement(kind), [kind, setArrangement])
  const compactHeight =
    kind === 'compact' && room !== null && !fitsRoom ? (layout.bounds.height * (room.width - 24)) / 340 + 50 : null
  return (
    <div
      ref={roomRef}
      className="stage paper-grid"
      data-live={isLive}
      style={compactHeight === null ? undefined : { height: compactHeight }}
    >
      {isLive && room !== null ? (
        <>
          {/* Under the graph, so that labels and boxes stay readable whatever passes by. */}
          {!isStill && <DotsCanvas layout={layout} viewport={fit(layout.bounds, room)} {...room} />}
          <Graph layout={layout} room={room} isInFrame={fitsRoom} />
        </>
      ) : (
        <div className="stage-poster">
          <StillDiagram diagram={diagram} kind={kind} />
        </div>
      )}
    </div>
  )
}

function useStageSession() {
  const session = useSession()
  const setSeen = useCallback((isSeen: boolean) => session.setSeen(isSeen), [session])
  const setArrangement = useCallback((arrangement: LayoutKind) => session.store.setState({ arrangement }), [session])
  return { diagram: session.diagram, setSeen, setArrangement }
}

function useRoom(ref: { readonly current: HTMLElement | null }): Room | null {
  const [room, setRoom] = useState<Room | null>(null)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      setRoom({ width, height })
    })
    observer.observe(ref.current!)
    return () => observer.disconnect()
  }, [ref])
  return room
}

/** Nobody sees the diagram in a hidden tab, or when it is scrolled away: then the engine is not asked. */
function useSeen(ref: { readonly current: HTMLElement | null }, setSeen: (isSeen: boolean) => void): void {
  useEffect(() => {
    let isOnScreen = true
    const tell = () => setSeen(isOnScreen && document.visibilityState === 'visible')
    const observer = new IntersectionObserver(([entry]) => {
      isOnScreen = entry!.isIntersecting
      tell()
    })
    observer.observe(ref.current!)
    document.addEventListener('visibilitychange', tell)
    return () => {
      observer.disconnect()
      document.removeEventListener('visibilitychange', tell)
    }
  }, [ref, setSeen])
}

interface GraphProps {
  readonly layout: Layout
  readonly room: Room
  readonly isInFrame: boolean
}

function Graph({ layout, room, isInFrame }: GraphProps) {
  const session = useSession()
  const { diagram } = session
  const selection = useLive((state) => state.selection)
  const nodes = useMemo(
    () =>
      Object.entries(layout.boxes).map(([id, { x, y, width, height }]): Node<BoxNodeData> => {
        const drawing = diagram.boxes[id]!
        const instances = instancesOf(diagram, id)
        return {
          id,
          type: 'box',
          position: { x, y },
          width,
          height,
          data: { drawing, instances: drawing.hostedBy === undefined ? instances : 1, kind: layout.kind },
          selected: selection?.kind === 'box' && selection.id === id,
          ariaLabel: `Box: ${drawing.label}`,
          domAttributes: { 'aria-roledescription': 'box' },
        }
      }),
    [diagram, layout, selection],
  )
  const edges = useMemo(
    () =>
      layout.arrows.map((arrow): Edge<ArrowEdgeData> => {
        const { from, to, latency } = arrow.drawing
        return {
          id: arrow.name,
          type: 'arrow',
          source: from,
          target: to,
          data: { arrow, kind: layout.kind, hasLatency: latency !== undefined },
          selected: selection?.kind === 'arrow' && selection.id === arrow.name,
          ariaLabel: `Arrow from ${diagram.boxes[from]!.label} to ${diagram.boxes[to]!.label}`,
          domAttributes: { 'aria-roledescription': 'arrow' },
        }
      }),
    [diagram, layout, selection],
  )
  const choose = useCallback(
    (kind: 'box' | 'arrow', changes: readonly (NodeChange<Node<BoxNodeData>> | EdgeChange)[]) => {
      for (const change of changes) {
        if (change.type === 'select' && change.selected) session.select({ kind, id: change.id })
      }
    },
    [session],
  )
  const openAt = (event: MouseEvent, selection: Selection) => {
    event.preventDefault()
    openMenu(session, selection)
  }
  const press = useLongPress((id) => openMenu(session, { kind: id in layout.boxes ? 'box' : 'arrow', id }))
  const viewport = fit(layout.bounds, room)
  return (
    <div
      className="stage-graph"
      data-room={isInFrame ? roomOf(layout, viewport.zoom) : undefined}
      style={{ '--zoom': viewport.zoom } as CSSProperties}
      onKeyDownCapture={(event) => walk(event, layout)}
      onKeyDown={goInside}
      {...press}
    >
      <ReactFlow<Node<BoxNodeData>, Edge<ArrowEdgeData>>
        aria-label={diagram.title}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        viewport={viewport}
        onNodesChange={(changes) => choose('box', changes)}
        onEdgesChange={(changes) => choose('arrow', changes)}
        onPaneClick={() => session.select(null)}
        onNodeContextMenu={(event, { id }) => openAt(event, { kind: 'box', id })}
        onEdgeContextMenu={(event, { id }) => openAt(event, { kind: 'arrow', id })}
        minZoom={0.2}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesReconnectable={false}
        elementsSelectable
        panOnDrag={false}
        panOnScroll={false}
        zoomOnScroll={false}
        zoomOnPinch={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        autoPanOnNodeFocus={false}
        selectionOnDrag={false}
        selectNodesOnDrag={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        disableKeyboardA11y={false}
        ariaLabelConfig={{
          'node.a11yDescription.default': 'Press Enter to inspect this box, arrow keys to go to the next one.',
          'edge.a11yDescription.default': 'Press Enter to inspect this arrow.',
        }}
      />
    </div>
  )
}

const SIDES: Readonly<Record<string, Side>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'top',
  ArrowDown: 'bottom',
}

/** Enter inspects what has the focus, which React Flow sees to, and goes into the inspector; Escape comes back. */
function goInside({ key, target }: KeyboardEvent<HTMLElement>): void {
  const isPart = target instanceof Element && target.matches('.react-flow__node, .react-flow__edge')
  if (key === 'Enter' && isPart) focusSoon('.inspector [role="tab"][aria-selected="true"]')
}

/** The arrow keys go from the focused box to the next one in their direction. */
function walk(event: KeyboardEvent<HTMLElement>, layout: Layout): void {
  const side = SIDES[event.key]
  const from = event.target instanceof HTMLElement ? event.target.dataset['id'] : undefined
  if (side === undefined || from === undefined || !(from in layout.boxes)) return
  event.preventDefault()
  event.stopPropagation()
  const next = neighbour(layout.boxes, from, side)
  if (next !== null) event.currentTarget.querySelector<HTMLElement>(`.react-flow__node[data-id="${next}"]`)?.focus()
}
