// An invitation, a sign-in and the queue of approvals in Chromium, with script switched off: keyboard only, and a check of accessibility in a second browser.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import packed from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const here = process.env.ANTIPHON_URL;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: await packed.executablePath(), args: ['--no-sandbox', '--disable-gpu'] });
const complaints = [];
const judge = await browser.newContext({ bypassCSP: true });
const looked = await judge.newPage();

async function look(address) {
  await looked.goto(address);
  await looked.addScriptTag({ content: axe });
  const { violations } = await looked.evaluate(() => globalThis.axe.run());
  complaints.push(...violations.map((violation) => `${new URL(looked.url()).pathname} ${violation.id}: ${violation.nodes.map((node) => node.target).join(', ')}`));
}

try {
  await look(here + process.env.INVITATION);
  const person = await browser.newContext({ javaScriptEnabled: false });
  const page = await person.newPage();
  await page.goto(here + process.env.INVITATION);
  await page.locator('#password:focus').waitFor();
  await page.keyboard.type(process.env.PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('status').waitFor();
  await page.locator('#email:focus').waitFor();
  await page.keyboard.type(process.env.EMAIL);
  await page.keyboard.press('Tab');
  await page.keyboard.type(process.env.PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Calls of agents that wait for approval' }).press('Enter');
  await page.getByRole('heading', { name: 'That wait for you' }).waitFor();

  await page.getByRole('table', { name: 'That wait for you' }).getByRole('link').first().press('Enter');
  const call = await page.getByLabel('Exactly this call').textContent();
  await page.getByRole('button', { name: 'Approve' }).press('Enter');
  const approved = await page.getByRole('status').textContent();
  await page.getByRole('link', { name: 'All calls' }).press('Enter');
  await page.getByRole('table', { name: 'That wait for you' }).getByRole('link').first().press('Enter');
  await page.getByLabel('Note').fill('not this one');
  await page.getByRole('button', { name: 'Decline' }).press('Enter');
  const declined = await page.getByRole('status').textContent();

  await judge.addCookies(await person.cookies());
  await look(`${here}/approvals`);
  await look(`${here}/approvals/${process.env.WAITING}`);
  await look(`${here}/security`);
  await look(`${here}/sign-in?again=1`);
  await look(`${here}/sign-in/with/${process.env.PROVIDER}/callback?state=old`);
  const link = await looked.goto(`${here}/sign-in?again=1`).then(() => looked.getByRole('link', { name: 'Sign in with' }).getAttribute('href'));

  console.log(JSON.stringify({ call, approved, declined, link, complaints }));
} finally {
  await browser.close();
}
