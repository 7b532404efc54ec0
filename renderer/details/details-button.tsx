import { PanelRight } from 'lucide-react';
import { useCommand } from '../parts/use-command.ts';
import { useDetailsShown } from './use-details-shown.ts';

/** The id of the button that shows and hides the details. */
export const DETAILS_BUTTON_ID = 'details-button';

/** Shows and hides the details. */
export function DetailsButton() {
  const { shown, set } = useDetailsShown();
  useCommand('toggle-details', () => document.getElementById(DETAILS_BUTTON_ID)?.click());
  return (
    <button
      type="button"
      id={DETAILS_BUTTON_ID}
      className="button button-icon"
      aria-label="Details"
      aria-expanded={shown}
      title={shown ? 'Hide the details (D)' : 'Show the details (D)'}
      onClick={() => set(!shown)}
    >
      <PanelRight size={15} aria-hidden />
    </button>
  );
}
