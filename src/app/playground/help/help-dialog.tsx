/** The help: what the keys do, and how to read the picture. */
import { useState, type Ref } from 'react'
import { TONES, type Tone } from '~/kernel/tone'
import { ToneMark } from '../../diagram/tone-mark'
import { Switch } from '../switch'
import { allowCharacters, allowsCharacters } from '../use-keys'
import './help.css'

const KEYS = [
  ['Space', 'play or pause'],
  [',  .', 'step one event back, on'],
  ['l', 'back to the present, after going to the past'],
  ['[  ]', 'slower, faster'],
  ['r', 'restart the run'],
  ['Tab', 'go to a box, an arrow or a control'],
  ['← ↑ → ↓', 'from box to box'],
  ['Enter', 'inspect the focused box or arrow, and go into the inspector'],
  ['b', 'break it: open the menu of the box or arrow'],
  ['Ctrl Z', 'take back what was done last (Cmd Z on a Mac)'],
  ['Esc', 'close the inspector, or leave the walk'],
  ['f', 'present: the diagram alone, large'],
  ['PageDown  PageUp', 'on and back while presenting, as clickers send them'],
  ['/', 'find and do anything on this page'],
  ['?', 'this help'],
] as const

const MEANINGS: Readonly<Record<Tone, string>> = {
  allowed: 'allowed, healthy',
  throttled: 'throttled, limited, slow',
  degraded: 'served by a fallback, decided locally, stale',
  unknown: 'outcome unknown: no answer came, the work may have been done',
  failed: 'failed, crashed, violated',
}

/** The dialog; open it with `showModal`. */
export function HelpDialog({
  ref,
  beginWalk,
}: {
  readonly ref: Ref<HTMLDialogElement>
  /** Begins the walk; null if there is none. */
  readonly beginWalk: (() => void) | null
}) {
  const [isAllowed, setAllowed] = useState(allowsCharacters)
  return (
    <dialog className="help" ref={ref} aria-labelledby="help-heading">
      <div className="help-head">
        <h2 id="help-heading">Help</h2>
        <form method="dialog">
          <button className="button button-small">Close</button>
        </form>
      </div>
      <p>
        Press play. Choose a box or an arrow, and break it. A claim can be run with its safeguard and without; when an
        invariant is violated the run stops and shows the evidence.
      </p>
      {beginWalk !== null && (
        <form method="dialog" className="help-walk">
          <button className="button button-small" onClick={beginWalk}>
            Take the walk
          </button>
          A few steps that show what this diagram is for, in a run of their own.
        </form>
      )}
      <h3 className="caption">Keys</h3>
      <dl className="help-keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div className="help-switch">
        <span>Keys that are single characters</span>
        <Switch
          isOn={isAllowed}
          label="Keys that are single characters"
          onChange={(on) => {
            allowCharacters(on)
            setAllowed(on)
          }}
        />
      </div>
      <h3 className="caption">Marks</h3>
      <ul className="help-marks">
        {TONES.map((tone) => (
          <li key={tone}>
            <ToneMark tone={tone} size={14} />
            {MEANINGS[tone]}
          </li>
        ))}
      </ul>
    </dialog>
  )
}
