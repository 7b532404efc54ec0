import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { Ending } from './ending.tsx';
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
  return (
    <>
      {selected === undefined ? (
        <Ending />
      ) : (
        <SelectedLine row={selected} started={known?.started ?? selected.at} login={known?.login ?? null} />
      )}
      <SelectedLogin />
      <RefusalList />
      <FindingsList />
    </>
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
