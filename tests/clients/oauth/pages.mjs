// The pages for people in Chromium, with script switched off: keyboard only, and a check of accessibility in a second browser that may run it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import packed from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const here = process.env.ANTIPHON_URL;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: await packed.executablePath(), args: ['--no-sandbox', '--disable-gpu'] });
const complaints = [];

// The app, on a port of its own, which is another site to the browser.
const app = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<title>Arrived</title>'));
await new Promise((started) => app.listen(0, '127.0.0.1', started));
const callback = `http://127.0.0.1:${app.address().port}/callback`;
const authorize = new URL(process.env.AUTHORIZE_URL);
authorize.searchParams.set('redirect_uri', callback);

try {
  const person = await browser.newContext({ javaScriptEnabled: false });
  const page = await person.newPage();

  // From the app through sign-in to the consent page, with the keyboard alone.
  await page.goto(authorize.href);
  // What is typed before the page has put the focus into its first field goes nowhere.
  await page.locator('#email:focus').waitFor();
  await page.keyboard.type(process.env.EMAIL);
  await page.keyboard.press('Tab');
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await page.locator('#email:focus').waitFor();
  await page.getByLabel('Password').fill(process.env.PASSWORD);
  await page.getByLabel('Password').press('Enter');
  await page.getByRole('heading', { name: 'Connect Parcel Pal?' }).waitFor();
  const scopes = await page.getByRole('list').getByRole('listitem').allTextContents();
  await page.getByRole('button', { name: 'Allow' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${callback}?**`);
  const arrived = new URL(page.url()).searchParams;

  await page.goto(`${here}/security`);
  await page.getByRole('heading', { name: 'Where you are signed in' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();

  // The same pages under the eyes of axe, which needs script: ours is none, so the policy is set aside for it.
  const judge = await browser.newContext({ bypassCSP: true });
  const looked = await judge.newPage();
  async function look(address) {
    if (address) {
      await looked.goto(address);
    }
    await looked.addScriptTag({ content: axe });
    const { violations } = await looked.evaluate(() => globalThis.axe.run());
    complaints.push(...violations.map((violation) => `${new URL(looked.url()).pathname} ${violation.id}: ${violation.nodes.map((node) => node.target).join(', ')}`));
  }

  await look(`${here}/sign-in`);
  await look(`${here}/password-reset`);
  await look(`${here}/oauth/authorize?client_id=unknown`);
  await looked.goto(authorize.href);
  await looked.getByLabel('E-mail address').fill(process.env.EMAIL);
  await looked.getByLabel('Password').fill('wrong');
  await looked.getByLabel('Password').press('Enter');
  await looked.getByRole('alert').waitFor();
  await look();
  await looked.getByLabel('Password').fill(process.env.PASSWORD);
  await looked.getByLabel('Password').press('Enter');
  await looked.getByRole('heading', { name: 'Connect Parcel Pal?' }).waitFor();
  await look();
  await look(`${here}/security`);
  await look(`${here}/security/second-factor`);

  console.log(JSON.stringify({ scopes, code: arrived.has('code'), state: arrived.get('state'), complaints }));
} finally {
  await browser.close();
  app.close();
}
