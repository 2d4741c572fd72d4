// A provider that we did not write: whoever comes is Robin. It prints its issuer, is told its client as a line of JSON, and runs until its input ends.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'of-the-day' };

let handle;
const server = createServer((request, answer) => handle(request, answer));
await new Promise((started) => server.listen(0, '127.0.0.1', started));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(issuer);

for await (const line of createInterface({ input: process.stdin })) {
  const provider = new Provider(issuer, {
    clients: [{ response_types: ['code'], grant_types: ['authorization_code'], ...JSON.parse(line) }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['only for tests'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: 'robin@corp.example', email_verified: true, name: 'Robin Vale' }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [key] },
  });
  const inner = provider.callback();
  handle = async (request, answer) => {
    if (!request.url.startsWith('/interaction/')) {
      return inner(request, answer);
    }
    const { params } = await provider.interactionDetails(request, answer);
    const grant = new provider.Grant({ accountId: 'robin-7', clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    await provider.interactionFinished(request, answer, { login: { accountId: 'robin-7' }, consent: { grantId: await grant.save() } });
  };
  console.log('ready');
}
server.close();
server.closeAllConnections();
