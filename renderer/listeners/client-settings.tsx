import { ShieldCheck } from 'lucide-react';
import { useId, useState } from 'react';
import type { ListenerSettings, ListenerStatus } from '../../app/contract.ts';
import { DEFAULT_BUILT_IN } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { useArrival } from '../parts/use-arrival.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { clientRecipes, clientTarget } from '../words/client-settings.ts';

interface ClientSettingsProps {
  readonly settings: ListenerSettings;
  readonly status: ListenerStatus;
  /** One has come for this. */
  readonly takesFocus: boolean;
  /** The person wants to know how a client is brought to trust the spy. */
  readonly onTrust: () => void;
}

/** How the person's own mail client or library is pointed at the listener, ready to be copied. */
export function ClientSettings({ settings, status, takesFocus, onTrust }: ClientSettingsProps) {
  const { application } = useViewer();
  const { state } = useStore(application);
  const target = clientTarget(settings, status, state?.builtIn ?? DEFAULT_BUILT_IN);
  const recipes = clientRecipes(target);
  const [client, setClient] = useState(recipes[0]?.client ?? '');
  const choice = useArrival<HTMLSelectElement>(takesFocus);
  const id = useId();
  const recipe = recipes.find((each) => each.client === client) ?? recipes[0];
  if (recipe === undefined) return null;
  return (
    <section className="client-settings" aria-labelledby={`${id}-title`}>
      <div className="client-settings-head">
        <h3 id={`${id}-title`}>Point your client here</h3>
        <label htmlFor={id} className="out-of-sight">
          Mail client or library
        </label>
        <select
          ref={choice}
          id={id}
          className="input"
          value={client}
          onChange={(event) => setClient(event.target.value)}
        >
          {recipes.map((each) => (
            <option key={each.client}>{each.client}</option>
          ))}
        </select>
      </div>
      <p className="client-settings-where">{recipe.where}</p>
      <div className="client-settings-text">
        <pre className="mono" data-testid="client-settings">
          {recipe.text}
        </pre>
        <CopyButton text={recipe.text} label={`Copy the settings for ${recipe.client}`} />
      </div>
      {target.tls !== 'none' && settings.security !== 'pass' && (
        <button type="button" className="button button-quiet button-small" onClick={onTrust}>
          <ShieldCheck size={14} aria-hidden />
          How it is brought to trust the spy’s certificate
        </button>
      )}
    </section>
  );
}
