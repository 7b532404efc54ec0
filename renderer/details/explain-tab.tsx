import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { FindingsList } from './findings-list.tsx';
import { LoginCard } from './login-card.tsx';
import { RefusalList } from './refusal-list.tsx';
import { SelectedLine } from './selected-line.tsx';
import { useDetails } from './use-details.ts';

/** What the selected line means, and what to do about it. */
export function ExplainTab() {
  const { line, summary } = useViewer();
  const { selected } = useStore(line);
  const known = useStore(summary);
  // What was refused is what one came for: it is explained without being selected.
  const refused = known !== null && known.refusal !== null;
  return (
    <>
      {selected === undefined ? (
        !refused && <NothingSelected />
      ) : (
        <SelectedLine row={selected} started={known?.started ?? selected.at} login={known?.login ?? null} />
      )}
      <SelectedLogin />
      <RefusalList />
      <FindingsList />
    </>
  );
}

function NothingSelected() {
  return (
    <p className="details-part details-nothing">
      Choose a line of the conversation to read what it means, what may be behind it, and what to try.
    </p>
  );
}

/** Where the selected line is a part of a login: all of that login, decoded. */
function SelectedLogin() {
  const { line } = useViewer();
  const { selected } = useStore(line);
  const { known } = useDetails();
  if (selected?.type !== 'line') return null;
  // The client's answers within AUTH have no number of their own: theirs is the login that began last.
  const isAnswer = selected.kind === 'authentication';
  const login = known?.logins.findLast(({ exchange, row }) =>
    isAnswer ? row <= selected.row : exchange === selected.exchange,
  );
  return login === undefined ? null : <LoginCard login={login} />;
}
