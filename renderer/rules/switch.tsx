import './switch.css';

interface SwitchProps {
  readonly on: boolean;
  /** What is switched on and off. */
  readonly label: string;
  readonly disabled: boolean;
  readonly onChange: () => void;
}

/** Something that is on or off, and changes at once. */
export function Switch({ on, label, disabled, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={on}
      aria-label={label}
      title={on ? 'On' : 'Off'}
      disabled={disabled}
      onClick={onChange}
    >
      <span className="switch-knob" />
    </button>
  );
}
