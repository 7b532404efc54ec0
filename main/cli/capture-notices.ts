import type { Application } from '../../app/application.ts';
import type { Removal } from '../../app/capture/retention.ts';
import { describeRecordingFailure } from '../../app/problems.ts';
import { removalInWords } from './removal-in-words.ts';

/** Says on stderr what becomes of the captures: that recording stopped, or goes on; and what was taken away. */
export function tellOfCaptures(application: Application): void {
  tellOfRecording(application);
  tellOfRemovals(application);
}

/** Each reason once, until recording works again: with a full disk, every conversation fails in the same way. */
function tellOfRecording({ captures }: Application): void {
  let told = '';
  captures.listen({
    recording(failure) {
      const reason = failure?.code ?? '';
      if (reason === told) return;
      told = reason;
      if (failure === null) {
        process.stderr.write('recording works again\n');
        return;
      }
      const { text, remedy } = describeRecordingFailure(failure, captures.directory);
      process.stderr.write(`warning: ${text} ${remedy}\n`);
    },
  });
}

/** To keep the captures within their limits, each time in a line. */
function tellOfRemovals(application: Application): void {
  let told: Removal = { sessions: 0, bytes: 0 };
  application.listen({
    changed: () => {
      const { removed } = application;
      if (removed.sessions === told.sessions) return;
      const removal = { sessions: removed.sessions - told.sessions, bytes: removed.bytes - told.bytes };
      told = removed;
      process.stderr.write(`${removalInWords(removal)}, to keep the captures within their limits\n`);
    },
  });
}
