/** Says of a picture that moves what it is, and stops it. */
import type { Recording } from '~/projections/recording'
import { PauseIcon, PlayIcon } from '../playground/icons'
import type { Motion } from './motion'
import './recording.css'

interface NoteProps {
  readonly title: string
  readonly recording: Recording | null
  readonly motion: Motion
}

/** The note. */
export function RecordingNote({ title, recording, motion }: NoteProps) {
  return (
    <p className="recording-note mono">
      <button
        type="button"
        className="button button-small recording-switch"
        aria-label={`${motion.isOn ? 'Pause' : 'Play'} the recording: ${title}`}
        onClick={() => motion.set(!motion.isOn)}
      >
        {motion.isOn ? <PauseIcon /> : <PlayIcon />}
        {motion.isOn ? 'Pause' : 'Play'}
      </button>
      {recording === null ? (
        'Recording of a real run'
      ) : (
        <span>
          Recording of a real run, seed {recording.seed}
          <span className="recording-scenario"> · {recording.title}</span>
        </span>
      )}
    </p>
  )
}
