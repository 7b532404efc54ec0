import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Captures } from '../../../app/capture/captures.ts';
import { OpenedFiles } from '../../../main/cli/opened-files.ts';
import { libraryOf, recordAll } from '../../app/capture/recording.ts';
import { GREETED } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PCAP = fileURLToPath(new URL('../../app/exchange/captures/haka-smtp.pcap', import.meta.url));

/** What was opened of a test, and what was told of it. */
function openedFiles(): { opened: OpenedFiles; told: string[] } {
  const told: string[] = [];
  const opened = new OpenedFiles((words) => told.push(words));
  onTestFinished(() => opened.close());
  return { opened, told };
}

/** A capture folder with a file of one session. */
async function recordedFolder(): Promise<{ folder: string; file: string }> {
  const folder = await temporaryFolder();
  await recordAll(folder, [GREETED]);
  const name = (await readdir(folder)).find((file) => file.endsWith('.session')) ?? '';
  return { folder, file: join(folder, name) };
}

async function nonsense(): Promise<string> {
  const file = join(await temporaryFolder(), 'holiday.jpg');
  await writeFile(file, 'no session, and no capture');
  return file;
}

/** The sessions that a viewer of the folder lists: who spoke to whom. */
async function listed(folder: string): Promise<string[]> {
  const captures = await Captures.open(folder, '1.2.3');
  const sessions = await libraryOf(captures).list(0, 10);
  await captures.close();
  return sessions.map(({ session, server }) => `${session} to ${server.host}:${server.port}`);
}

describe('what is named to be printed', () => {
  test('is a session file, a folder of such, or a packet capture', async () => {
    const { folder, file } = await recordedFolder();
    const { opened, told } = openedFiles();
    expect(await opened.open(file)).toEqual({ files: [file], failure: null });
    expect(await opened.open(folder)).toEqual({ files: [file], failure: null });
    const empty = await temporaryFolder();
    expect(await opened.open(empty)).toEqual({ files: [], failure: null });
    expect(told.splice(0)).toEqual([`No conversations in ${empty} yet.`]);
    const capture = await opened.open(PCAP);
    expect(capture).toMatchObject({ files: [expect.stringMatching(/\.session$/)], failure: null });
    expect(told).toEqual([`${PCAP}: 1 conversation of SMTP; 1 other flow left out.`]);
  });

  test('is refused where it is none of these, and where there is nothing', async () => {
    const file = await nonsense();
    const { opened } = openedFiles();
    const refusal = `${file} is not a session that SMTP Spy recorded, and no packet capture, transcript or mail that it knows.`;
    expect(await opened.open(file)).toEqual({ files: [], failure: refusal });
    const nowhere = join(await temporaryFolder(), 'nothing');
    expect((await opened.open(nowhere)).failure).toMatch(/there is no such file or folder/);
  });
});

describe('what is named to be shown in a viewer', () => {
  test('is a capture folder as it is', async () => {
    const { folder } = await recordedFolder();
    expect(await openedFiles().opened.openAsFolder([folder])).toBe(folder);
  });

  test('is brought into one folder: packet captures, session files, and folders beside them', async () => {
    const { file } = await recordedFolder();
    const other = join(await temporaryFolder(), 'from-a-colleague');
    await mkdir(other);
    await copyFile(file, join(other, '00000001.session'));
    const { opened, told } = openedFiles();
    const folder = await opened.openAsFolder([file, await nonsense()]);
    expect(await listed(folder)).toEqual(['1 to mx.example:25']);
    expect(told).toEqual([expect.stringMatching(/holiday\.jpg is not a session/)]);
    const both = openedFiles();
    const second = await both.opened.openAsFolder([other, PCAP]);
    expect(await listed(second)).toEqual(['2 to 192.168.20.1:25', '1 to mx.example:25']);
  });

  test('keeps the first of two that have the same number, and says so', async () => {
    const { folder, file } = await recordedFolder();
    const copy = join(await temporaryFolder(), 'copy.session');
    await copyFile(file, copy);
    const { opened, told } = openedFiles();
    expect(await listed(await opened.openAsFolder([folder, copy]))).toEqual(['1 to mx.example:25']);
    expect(told).toEqual([
      'copy.session: its session 1 has the number of one that is shown already. Open it alone.',
    ]);
  });

  test('is gone when it has been shown', async () => {
    const { opened } = openedFiles();
    const folder = await opened.openAsFolder([PCAP]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await opened.close();
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });
});
