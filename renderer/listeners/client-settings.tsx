import { useId, useState } from 'react';
import type { ListenerSettings, ListenerStatus } from '../../app/contract.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { clientRecipes, clientTarget } from '../words/client-settings.ts';

interface ClientSettingsProps {
  readonly settings: ListenerSettings;
  readonly status: ListenerStatus;
}

/** How the person's own mail client or library is pointed at the listener, ready to be copied. */
export function ClientSettings({ settings, status }: ClientSettingsProps) {
  const recipes = clientRecipes(clientTarget(settings, status));
  const [client, setClient] = useState(recipes[0]?.client ?? '');
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
        <select id={id} className="input" value={client} onChange={(event) => setClient(event.target.value)}>
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
    </section>
  );
}
