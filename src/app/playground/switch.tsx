/** A switch: on or off, at once. */
import './switch.css'

interface Props {
  readonly isOn: boolean
  readonly label: string
  readonly isDisabled?: boolean
  readonly onChange: (isOn: boolean) => void
}

/** Draws a switch that says what it switches. */
export function Switch({ isOn, label, isDisabled = false, onChange }: Props) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={isOn}
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onClick={() => onChange(!isOn)}
    >
      <span className="switch-knob" />
    </button>
  )
}
