import type { Application } from '../../app/application.ts';
import { visibleText } from '../../app/transcript/visible.ts';

/** Writes what hooks say to stderr, each line with the hook's name in front: `hook onCommand: …`. */
export function tellOfHooks(application: Application): void {
  application.listen({
    hookSaid: (hook, text) => {
      for (const line of text.split('\n')) {
        process.stderr.write(`hook ${hook ?? 'file'}: ${visibleText(line)}\n`);
      }
    },
  });
}
