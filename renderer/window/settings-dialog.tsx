import { useId } from 'react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { SETTING_GROUPS } from '../words/settings.ts';
import type { Setting, SettingChoice } from '../words/settings.ts';
import { Modal } from '../parts/modal.tsx';
import './settings-dialog.css';
import { StorageUse } from './storage-use.tsx';

/** Choices that stand side by side; more go into a list. */
const MOST_SIDE_BY_SIDE = 3;

/** What the person can have as they like. Everything holds at once, and in every viewer of the program. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal title="Settings" size="narrow" onClose={onClose}>
      {SETTING_GROUPS.map(({ title, settings, shows }) => (
        <section key={title} className="settings-group" aria-label={title}>
          <h3>{title}</h3>
          {settings.map((setting) => (
            <SettingRow key={setting.key} setting={setting} />
          ))}
          {shows === 'storage' && <StorageUse />}
        </section>
      ))}
    </Modal>
  );
}

function SettingRow({ setting }: { readonly setting: Setting }) {
  const { preferences } = useViewer();
  const value = useStore(preferences)[setting.key];
  const id = useId();
  const noteId = `${id}-note`;
  const choose = (choice: SettingChoice | undefined) => {
    if (choice !== undefined) preferences.change(choice.change);
  };
  const describedBy = setting.note === '' ? undefined : noteId;
  return (
    <div className="setting">
      <div className="setting-words">
        <span id={id}>{setting.title}</span>
        {setting.note !== '' && (
          <p className="setting-note" id={noteId}>
            {setting.note}
          </p>
        )}
      </div>
      {setting.choices.length > MOST_SIDE_BY_SIDE ? (
        <select
          className="input setting-select"
          aria-labelledby={id}
          aria-describedby={describedBy}
          value={setting.choices.findIndex((choice) => choice.value === value)}
          onChange={(event) => choose(setting.choices[Number(event.target.value)])}
        >
          {setting.choices.map(({ label }, index) => (
            <option key={label} value={index}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <div className="segments" role="radiogroup" aria-labelledby={id} aria-describedby={describedBy}>
          {setting.choices.map((choice) => (
            <label key={choice.label} className="segment">
              <input
                type="radio"
                name={id}
                checked={choice.value === value}
                onChange={() => choose(choice)}
              />
              <span>{choice.label}</span>
            </label>
          ))}
        </div>
      )}
    </div>
  );
}
