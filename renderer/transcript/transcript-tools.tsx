import {
  ChevronDown,
  ChevronsDownUp,
  ChevronsUpDown,
  Clock,
  Pause,
  Play,
  Search,
  WrapText,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { TimeForm } from '../../app/contract.ts';
import type { ShownView } from '../state/transcript-view.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';
import { Menu } from '../parts/menu.tsx';
import './transcript-tools.css';
import { withKeys } from '../parts/platform.ts';
import { useCommand } from '../parts/use-command.ts';
import type { Folds } from './use-folds.ts';

interface TranscriptToolsProps {
  readonly shown: ShownView;
  readonly folds: Folds;
  /** What is being asked for at the moment: what to find, or a line's number. */
  readonly children: ReactNode;
}

/** What may be done with the transcript as a whole, above its lines. */
export function TranscriptTools({ shown, folds, children }: TranscriptToolsProps) {
  return (
    <div className="transcript-tools" role="toolbar" aria-label="Transcript tools">
      <TimeMenu />
      <WrapButton />
      {shown.state.folds > 0 && <FoldButtons folds={folds} />}
      <span className="transcript-tools-gap" />
      <PauseButton />
      {children}
    </div>
  );
}

const TIME_WORDS: Record<TimeForm, { readonly label: string; readonly note: string }> = {
  'since-start': { label: 'Time since start', note: 'since the client connected' },
  'since-before': { label: 'Time between', note: 'since the row above' },
  clock: { label: 'Time of day', note: 'where you are' },
};

function TimeMenu() {
  const { preferences } = useViewer();
  const { timeForm } = useStore(preferences);
  const forms: readonly TimeForm[] = ['since-start', 'since-before', 'clock'];
  const items = forms.map((form) => ({
    ...TIME_WORDS[form],
    checked: form === timeForm,
    onChoose: () => preferences.change({ timeForm: form }),
  }));
  return (
    <Menu
      aligned="left"
      label={TIME_WORDS[timeForm].label}
      buttonTitle="What the times count from"
      buttonClass="button button-quiet button-small"
      items={items}
    >
      <Clock size={14} aria-hidden />
      {TIME_WORDS[timeForm].label}
      <ChevronDown size={12} aria-hidden />
    </Menu>
  );
}

/** Lets long lines go on in the next. */
function WrapButton() {
  const { preferences } = useViewer();
  const { wrapLines } = useStore(preferences);
  const toggle = () => preferences.change({ wrapLines: !wrapLines });
  useCommand('wrap-lines', toggle);
  return (
    <button
      type="button"
      className="button button-quiet button-small"
      aria-pressed={wrapLines}
      title="Lets long lines go on in the next (w)"
      onClick={toggle}
    >
      <WrapText size={14} aria-hidden />
      Wrap
    </button>
  );
}

function FoldButtons({ folds }: { readonly folds: Folds }) {
  useCommand('open-folds', () => folds.setAll(true));
  useCommand('close-folds', () => folds.setAll(false));
  return (
    <>
      <button
        type="button"
        className="button button-quiet button-small"
        title="Shows every line: message content, capabilities, logins"
        onClick={() => folds.setAll(true)}
      >
        <ChevronsUpDown size={14} aria-hidden />
        Open all
      </button>
      <button
        type="button"
        className="button button-quiet button-small"
        title="Folds message content, capabilities and logins away"
        onClick={() => folds.setAll(false)}
      >
        <ChevronsDownUp size={14} aria-hidden />
        Fold all
      </button>
    </>
  );
}

/** Asks what to find. */
export function FindButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <button
      type="button"
      className="button button-quiet button-small"
      title={withKeys('Find in the conversation', 'find')}
      onClick={onClick}
    >
      <Search size={14} aria-hidden />
      Find
    </button>
  );
}

function PauseButton() {
  const { transcript, summary } = useViewer();
  const { paused, waiting } = useStore(transcript);
  const known = useStore(summary);
  useCommand('pause-view', () => transcript.pause(!paused), paused || known?.outcome === 'open');
  if (!paused && known?.outcome !== 'open') return null;
  return (
    <button
      type="button"
      className="button button-quiet button-small"
      aria-pressed={paused}
      title={paused ? 'Shows what has come meanwhile' : 'Holds the view still; the conversation goes on'}
      onClick={() => transcript.pause(!paused)}
    >
      {paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
      {paused ? 'Go on' : 'Pause'}
      {waiting > 0 && <span className="transcript-tools-count">{counted(waiting, 'new line')}</span>}
    </button>
  );
}
