import { describe, expect, it } from 'vitest';
import { FINDINGS, type FindingCode } from '../../../app/smtp/findings/registry.ts';
import { findingNote, gravestFinding } from '../../../renderer/words/finding-note.ts';

describe('a finding in a few words', () => {
  it.each<[FindingCode, string]>([
    ['closed-without-quit', 'closed without QUIT'],
    ['starttls-not-used', 'STARTTLS not used'],
    ['eight-bit-undeclared', '8-bit undeclared'],
    ['non-ascii-address', 'non-ASCII address'],
    ['bare-lf', 'bare LF'],
    ['slow-reply', 'slow reply'],
  ])('%s: %s', (code, text) => expect(findingNote(code)).toBe(text));

  it('of several the gravest, or the first of these', () => {
    const [note, first, second] = [
      { code: 'slow-reply', severity: 'note' },
      { code: 'bare-lf', severity: 'warning' },
      { code: 'nul', severity: 'warning' },
    ] as const;
    expect(gravestFinding([note, first, second])).toBe(first);
    expect(gravestFinding([note])).toBe(note);
    expect(gravestFinding([])).toBeNull();
  });

  it('leaves no code as it is written by programs', () => {
    for (const code of Object.keys(FINDINGS) as FindingCode[]) {
      expect(findingNote(code).replace(/8-bit|non-ASCII/, '')).not.toMatch(/-/);
    }
  });
});
