import { Fragment } from 'react';
import { VisibleText } from '../parts/visible-text.tsx';

/** Text of several lines, with the characters made visible that would not be seen, line ends excepted. */
export function VisibleLines({ text }: { readonly text: string }) {
  return text.split(/\r?\n/).map((line, place) => (
    <Fragment key={`${place} ${line.length}`}>
      {place > 0 && '\n'}
      <VisibleText text={line} />
    </Fragment>
  ));
}
