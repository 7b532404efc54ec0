import type { StorageState } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { size } from '../words/measures.ts';
import { storageWords } from '../words/storage.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { WorkAt } from '../parts/work-progress.tsx';
import './storage-use.css';

/** What the captures take up, where they are, and who says what is kept of them. */
export function StorageUse() {
  const { application } = useViewer();
  const { state } = useStore(application);
  return state === null ? null : <Use storage={state.storage} />;
}

function Use({ storage }: { readonly storage: StorageState }) {
  const { bytes, directory } = storage;
  const words = storageWords(storage);
  return (
    <div className="storage-use">
      <p>
        <span>{bytes === null ? 'The folder is being measured.' : `${size(bytes)} in all, in`}</span>
        <span className="storage-folder">
          <code>{directory}</code>
          <CopyButton text={directory} label="Copy the folder’s path" />
        </span>
      </p>
      <WorkAt kind="tidying" of={0} />
      {words !== '' && <p className="setting-note">{words}</p>}
    </div>
  );
}
