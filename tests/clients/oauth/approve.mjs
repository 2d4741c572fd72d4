// A person with a session looks at the consent page and allows it, without a browser.
const here = process.env.ANTIPHON_URL;
const cookies = new Map([['antiphon_session', process.env.ANTIPHON_SESSION]]);

async function send(address, options = {}) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(address, { redirect: 'manual', ...options, headers: { cookie, 'sec-fetch-site': 'same-origin' } });
  for (const set of answer.headers.getSetCookie()) {
    const [name, value] = set.split(';')[0].split('=');
    cookies.set(name, value);
  }
  return answer;
}

const plain = (text) => text.replace(/&#x([0-9A-F]+);/g, (_, code) => String.fromCodePoint(parseInt(code, 16))).replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

export async function approve(address) {
  const page = await (await send(address)).text();
  const form = page.match(/<form method="post" action="\/oauth\/authorize">([^]*?)<\/form>/)[1];
  const fields = new URLSearchParams([...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name, value]) => [plain(name), plain(value)]));
  fields.set('decision', 'allow');
  const answer = await send(new URL('/oauth/authorize', here), { method: 'POST', body: fields });
  return new URL(answer.headers.get('location'));
}
