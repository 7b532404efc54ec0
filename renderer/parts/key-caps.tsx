import { keyNames } from '../words/keys.ts';
import { IS_MAC } from './platform.ts';
import './key-caps.css';

/** Combinations of keys as they are printed on the keyboard; several mean one or the other. */
export function KeyCaps({ keys }: { readonly keys: readonly string[] }) {
  // Two keys may be printed alike: the plus key with Shift, and without.
  const apart = keys.filter(
    (each, index) => index === keys.findIndex((other) => looks(other) === looks(each)),
  );
  return (
    <span className="key-caps">
      {apart.map((each, index) => (
        <span key={each} className="key-caps-combination">
          {index > 0 && <span className="key-caps-or">or</span>}
          {keyNames(each, IS_MAC).map((name) => (
            <kbd key={name}>{name}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

function looks(keys: string): string {
  return keyNames(keys, IS_MAC).join(' ');
}
