import { createTransport } from 'nodemailer';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP8z4APMOGVHbHSAEEsAROxCnMTAAAAAElFTkSuQmCC',
  'base64',
);

/** Two images that would have to be fetched, and one that came along. */
const PAGE =
  '<p>Dear Bob, <img src="https://pixel.example/a.png"><img src="https://pixel.example/b.png"><img src="cid:logo"></p>';

/** Fields that other servers and a signer have put in, the newest first. */
const ON_THE_WAY = {
  received: [
    'from relay.example (relay.example [192.0.2.1]) by mx.example with ESMTPS id 42; Tue, 24 Nov 2026 10:00:05 +0000',
    'from laptop.example by relay.example with ESMTPSA; Tue, 24 Nov 2026 10:00:00 +0000',
  ],
  'dkim-signature':
    'v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=mail2026; h=from:to:subject; bh=abc=; b=def=',
  'authentication-results':
    'mx.example; dkim=pass header.d=example.com; spf=fail smtp.mailfrom=a@example.com',
};

/** Has a mail client send a message of many parts, and shows it. */
async function showMessage(viewer: ViewerPage): Promise<Locator> {
  const transport = createTransport({ host: '127.0.0.1', port: await viewer.port(), ignoreTLS: true });
  await transport.sendMail({
    from: 'shop@example.com',
    to: 'bob@example.net',
    subject: 'Many parts',
    text: 'Dear Bob',
    html: PAGE,
    headers: ON_THE_WAY,
    attachments: [
      { filename: 'picture.png', content: PICTURE },
      { filename: 'prices.csv', content: 'a,b\r\n' },
      { filename: 'logo.png', content: PICTURE, cid: 'logo' },
    ],
  });
  transport.close();
  const panel = await viewer.showDetails('Message');
  await panel.getByRole('heading', { name: 'Many parts' }).waitFor();
  return panel;
}

describePage('the parts of a message', useBrowser(), (viewerTest) => {
  viewerTest('stand in a tree, with their types, encodings and sizes', async (viewer) => {
    const panel = await showMessage(viewer);
    await panel.getByRole('tab', { name: 'Structure' }).click();
    const tree = panel.getByRole('tabpanel', { name: 'Structure' });
    await expect
      .poll(async () => (await tree.innerText()).replaceAll(/\s+/g, ' '))
      .toMatch(
        /multipart\/mixed .*multipart\/alternative .*text\/plain .*7bit .*multipart\/related .*text\/html .*image\/png logo\.png base64 .*image\/png picture\.png base64 · \d+ B .*text\/csv prices\.csv/,
      );
  });

  viewerTest('are listed, a picture with what it shows, and remote images are counted', async (viewer) => {
    const panel = await showMessage(viewer);
    await panel.getByText('2 remote images and styles blocked').waitFor();
    const files = panel.getByRole('region', { name: 'Attachments' });
    await files.getByRole('heading', { name: '3 attachments' }).waitFor();
    const listed = await files.getByRole('listitem').allInnerTexts();
    expect(listed.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'logo.png image/png · 75 B · shown in the text',
      'picture.png image/png · 75 B',
      'prices.csv text/csv · 5 B',
    ]);
    const pictures = files.getByRole('img', { name: 'picture.png' });
    await expect
      .poll(() => pictures.evaluate((picture) => (picture as { naturalWidth: number }).naturalWidth))
      .toBe(10);
  });
});

describePage('the header of a message', useBrowser(), (viewerTest) => {
  viewerTest(
    'tells the way that it came, and who has signed it, which nobody has verified',
    async (viewer) => {
      const panel = await showMessage(viewer);
      const hops = panel.getByRole('region', { name: 'The way it came' }).getByRole('listitem');
      expect(await hops.allInnerTexts()).toEqual([
        expect.stringMatching(/^laptop\.example → relay\.example ESMTPSA\s+24 November 2026/),
        expect.stringMatching(/^relay\.example → mx\.example ESMTPS\s+24 November 2026, .* · 5\.0 s later$/),
      ]);
      const signatures = panel.getByRole('region', { name: 'Signatures' });
      await signatures.getByText('Not verified here').waitFor();
      await signatures.getByText('DKIM by example.com, key mail2026, rsa-sha256').waitFor();
      await signatures.getByText('covers from, to, subject').waitFor();
      const results = signatures.getByRole('listitem');
      expect(await results.allInnerTexts()).toEqual([
        'dkim pass header.d=example.com',
        'spf fail smtp.mailfrom=a@example.com',
      ]);
    },
  );

  viewerTest('is shown field by field', async (viewer) => {
    const panel = await showMessage(viewer);
    await panel.getByRole('tab', { name: 'Header' }).click();
    const fields = panel.getByRole('tabpanel', { name: 'Header' });
    await fields.getByRole('term').getByText('Subject').waitFor();
    expect(await fields.getByRole('term').allTextContents()).toEqual(
      expect.arrayContaining(['Received', 'DKIM-Signature', 'Message-ID', 'Content-Type']),
    );
    await fields.getByRole('definition').getByText('Many parts').waitFor();
  });
});
