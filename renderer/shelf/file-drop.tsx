import { FileDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useCommand } from '../parts/use-command.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import './file-drop.css';

/** What the person may choose from at first; what is not among it can be dropped, and is looked into all the same. */
const ACCEPTED = '.pcap,.pcapng,.cap,.gz,.txt,.log,.eml,.session';

/** Takes files that are dropped anywhere on the window, or chosen: packet captures, transcripts, mails, session files. */
export function FileDrop() {
  const { shelf, connection } = useViewer();
  const connected = useStore(connection).state === 'connected';
  const input = useRef<HTMLInputElement>(null);
  const over = useDrop((files) => void shelf.open(files));
  useCommand('open-files', () => input.current?.click(), connected);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label="Files to open"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file may be chosen again.
          event.target.value = '';
          void shelf.open(files);
        }}
      />
      {over && (
        <div className="file-drop" aria-hidden>
          <div className="file-drop-words floating">
            <FileDown size={26} />
            <strong>Drop to open</strong>
            <span>Packet captures, transcripts, mails and session files</span>
          </div>
        </div>
      )}
    </>
  );
}

/** Whether files are held over the window. */
function useDrop(onDrop: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      // Leaving the window, not one of the elements in it.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDropped = (event: DragEvent) => {
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      latest.current(files);
    };
    document.addEventListener('dragover', onDragOver);
    document.addEventListener('dragleave', onDragLeave);
    document.addEventListener('drop', onDropped);
    return () => {
      document.removeEventListener('dragover', onDragOver);
      document.removeEventListener('dragleave', onDragLeave);
      document.removeEventListener('drop', onDropped);
    };
  }, []);
  return over;
}
