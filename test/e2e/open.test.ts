import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { get } from '../main/web/web-host-fixture.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { showCapture, SPY, startProgram } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A folder of programs in which the person's browser only writes down what it was asked to open. */
async function recordingBrowser(folder: string): Promise<{ programs: string; opened: string }> {
  const [programs, opened] = [join(folder, 'bin'), join(folder, 'opened.txt')];
  const browser = join(programs, 'xdg-open');
  await mkdir(programs);
  await writeFile(browser, `#!/bin/sh\nprintf '%s' "$1" >'${opened}'\n`);
  await chmod(browser, 0o755);
  return { programs, opened };
}

describe.skipIf(process.platform !== 'linux')('where there is no display', () => {
  test.each([
    ['smtp-spy', []],
    ['smtp-spy open', ['open']],
  ])('`%s` opens the viewer in a browser, and says why', async (_name, command) => {
    const folder = await temporaryFolder();
    const captures = join(folder, 'captures');
    const { programs, opened } = await recordingBrowser(folder);
    const environment = ['-u', 'DISPLAY', '-u', 'WAYLAND_DISPLAY', `PATH=${programs}:${process.env['PATH']}`];
    const options = ['--port', '0', '--captures', captures];
    const spy = startProgram('env', [...environment, process.execPath, SPY, ...command, ...options]);
    const [, url = ''] = await spy.says(/^(http:\S+)\n$/);
    const [, port] = await spy.tells(/^listening on \S+?:(\d+)\b/m);
    expect(spy.stderr()).toMatch(
      /^There is no display to open a window on\. The viewer opens in a browser instead\.\n/,
    );
    await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).toBe(url);
    const { port: viewerPort, pathname, search } = new URL(url);
    expect((await get(Number(viewerPort), pathname + search)).body).toContain('<title>SMTP Spy</title>');

    const client = connectRawClient(Number(port));
    await client.hear();
    await client.ask('QUIT');
    await client.closed;
    spy.kill('SIGINT');
    expect(await spy.ended).toMatchObject({ code: 0 });
    expect(await showCapture(captures)).toMatch(/\nc> QUIT\ns< 221 /);
  });
});
