import { ChevronDown, Copy, Link, Mail, SquareTerminal } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RepeatingProgram } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { copyText } from '../parts/copy-text.ts';
import { Menu } from '../parts/menu.tsx';
import { useCommand } from '../parts/use-command.ts';
import type { LineCopy } from './use-copy.ts';

interface CopyMenuProps {
  readonly copy: LineCopy;
  /** The line around which a message is sent again; the last one where none is selected. */
  readonly line: number;
}

/** Copies the selected lines, a link to them, or a command that sends the message again. */
export function CopyMenu({ copy, line }: CopyMenuProps) {
  const { request, transcript, notices, application } = useViewer();
  const { state } = useStore(application);
  const canLink = copy.some && state?.host === 'web';
  const { shown } = useStore(transcript);
  const session = shown?.target.session ?? 0;
  const reveal = shown?.target.reveal ?? false;

  const copyCommand = async (program: RepeatingProgram) => {
    const command = await request('line.repeat', { session, line, program, reveal });
    if (!command.ok) notices.bad(command.problem.text, command.problem.remedy);
    else if (await copyText(command.value.text))
      notices.good(`Copied for ${program}`, command.value.notes.join(' '));
    else notices.bad('Not copied', 'The browser did not allow it.');
  };
  useCommand('copy-marked', () => copy.copySelected('marks'), copy.some);
  useCommand('copy-link', () => copy.copyLink(), canLink);
  useCommand('copy-swaks', () => void copyCommand('swaks'));
  useCommand('copy-curl', () => void copyCommand('curl'));
  useCommand('copy-openssl', () => void copyCommand('openssl'));

  const program = (name: RepeatingProgram, note: string, icon: ReactNode) => ({
    label: `As ${name === 'openssl' ? 'an' : 'a'} ${name} command`,
    note,
    icon,
    onChoose: () => void copyCommand(name),
  });
  const items = [
    ...(copy.some
      ? [
          {
            label: 'The selected lines',
            note: 'c> and s<',
            icon: <Copy size={16} aria-hidden />,
            onChoose: () => copy.copySelected('plain'),
          },
          {
            label: 'The lines with marks',
            note: 'time, TLS, phase',
            icon: <Copy size={16} aria-hidden />,
            onChoose: () => copy.copySelected('marks'),
          },
        ]
      : []),
    ...(canLink
      ? [
          {
            label: 'A link to the line',
            note: 'opens it here',
            icon: <Link size={16} aria-hidden />,
            onChoose: () => copy.copyLink(),
          },
        ]
      : []),
    program('swaks', 'sends the message again', <SquareTerminal size={16} aria-hidden />),
    program('curl', 'sends the message again', <Mail size={16} aria-hidden />),
    program('openssl', 'through TLS, line by line', <SquareTerminal size={16} aria-hidden />),
  ];
  return (
    <Menu
      label="Copy"
      buttonTitle="Copy lines, or a command that repeats them"
      buttonClass="button button-quiet button-small"
      items={items}
    >
      <Copy size={14} aria-hidden />
      Copy
      <ChevronDown size={12} aria-hidden />
    </Menu>
  );
}
