import { useCallback, useState } from 'react';
import type { OpenedMessageResult } from '../../app/contract.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { useViewer } from '../state/viewer-context.ts';
import { count, size } from '../words/measures.ts';
import { Attachments } from './attachments.tsx';
import { EnvelopeCard } from './envelope-card.tsx';
import { HtmlBody, SourceBody, TextBody } from './message-bodies.tsx';
import { MimeTree } from './mime-tree.tsx';
import { HopsCard, SignaturesCard } from './message-provenance.tsx';
import { Tabs, type Tab } from './tabs.tsx';
import { useAnswer } from './use-answer.ts';

type BodyTab = 'html' | 'text' | 'header' | 'structure' | 'source';

/** One message, opened. */
export function MessageView({ session, n }: { readonly session: number; readonly n: number }) {
  const { request } = useViewer();
  const ask = useCallback(() => request('message.open', { session, message: n }), [request, session, n]);
  const { value, problem } = useAnswer(ask, 0);
  if (problem !== null) {
    return (
      <>
        <p className="details-part details-nothing" role="alert">
          <strong>{problem.text}</strong> {problem.remedy}
        </p>
        <section className="details-part" aria-label="Source">
          <SourceBody session={session} n={n} />
        </section>
      </>
    );
  }
  return value === null ? <p className="details-nothing">Opening the message…</p> : <Opened opened={value} />;
}

function Opened({ opened }: { readonly opened: OpenedMessageResult }) {
  const { content } = opened;
  return (
    <>
      <HeadCard opened={opened} />
      <EnvelopeCard opened={opened} />
      <Bodies opened={opened} />
      {content.attachments.length > 0 && (
        <Attachments session={opened.session} n={opened.n} attachments={content.attachments} />
      )}
      {content.hops.length > 0 && <HopsCard hops={content.hops} />}
      {content.signatures.length + content.results.length > 0 && (
        <SignaturesCard signatures={content.signatures} results={content.results} />
      )}
    </>
  );
}

function HeadCard({ opened }: { readonly opened: OpenedMessageResult }) {
  const { from, to, cc, replyTo, subject, date } = opened.content;
  const fields = [
    ['From', from],
    ['To', to],
    ['Cc', cc],
    ['Reply to', replyTo],
    ['Date', date],
  ] as const;
  return (
    <section className="details-part" aria-label="Message header">
      <h2 className="message-subject">
        {subject === '' ? <span className="message-none">No subject</span> : <VisibleText text={subject} />}
      </h2>
      <dl className="message-fields">
        {fields
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <VisibleText text={value} />
              </dd>
            </div>
          ))}
      </dl>
      <Cuts opened={opened} />
    </section>
  );
}

/** Said plainly: what is not all there. */
function Cuts({ opened }: { readonly opened: OpenedMessageResult }) {
  const { isWhole, size: bytes, parsed, content } = opened;
  const cuts = [
    isWhole ? '' : `The message is cut off: the connection ended within it, after ${size(bytes)}.`,
    parsed < bytes
      ? `Only the first ${size(parsed)} of ${size(bytes)} are shown here. The whole is in the .eml file.`
      : '',
    content.isTextCut ? 'The text is longer than what is shown. The whole is in the .eml file.' : '',
  ];
  return cuts
    .filter((cut) => cut !== '')
    .map((cut) => (
      <p key={cut} className="message-cut" role="note">
        {cut}
      </p>
    ));
}

const BODIES: readonly Tab<BodyTab>[] = [
  { id: 'html', title: 'HTML' },
  { id: 'text', title: 'Text' },
  { id: 'header', title: 'Header' },
  { id: 'structure', title: 'Structure' },
  { id: 'source', title: 'Source' },
];

function Bodies({ opened }: { readonly opened: OpenedMessageResult }) {
  const { html } = opened.content;
  const [chosen, setChosen] = useState<BodyTab>(html === null ? 'text' : 'html');
  return (
    <section className="message-bodies" aria-label="Message content">
      <Tabs
        name="message"
        label="Message content"
        tabs={html === null ? BODIES.slice(1) : BODIES}
        chosen={chosen}
        onChoose={setChosen}
      >
        <Body opened={opened} chosen={chosen} />
      </Tabs>
    </section>
  );
}

function Body({ opened, chosen }: { readonly opened: OpenedMessageResult; readonly chosen: BodyTab }) {
  const { session, n, content } = opened;
  switch (chosen) {
    case 'html':
      return content.html === null ? null : <HtmlBody html={content.html} images={content.images} />;
    case 'text':
      return <TextBody text={content.text} />;
    case 'header':
      return <HeaderFields opened={opened} />;
    case 'structure':
      return <MimeTree tree={content.tree} />;
    case 'source':
      return <SourceBody session={session} n={n} />;
  }
}

function HeaderFields({ opened }: { readonly opened: OpenedMessageResult }) {
  const { fields, allFields } = opened.content;
  return (
    <>
      <dl className="header-fields">
        {fields.map(({ name, value }, place) => (
          <div key={`${place} ${name}`}>
            <dt>
              <VisibleText text={name} />
            </dt>
            <dd>
              <VisibleText text={value} />
            </dd>
          </div>
        ))}
      </dl>
      {allFields > fields.length && (
        <p className="message-cut">And {count(allFields - fields.length)} more fields.</p>
      )}
    </>
  );
}
