// The whole life of an app and of a program without a secret, by a client library that knows nothing of Antiphon but its address.
import * as client from 'openid-client';
import { approve } from './approve.mjs';

const server = new URL(process.env.ANTIPHON_URL);
const plainHttp = { execute: [client.allowInsecureRequests] };
const seen = [];

async function connect(config, redirectUri, scope) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  return client.authorizationCodeGrant(config, await approve(address), { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true });
}

const config = await client.discovery(server, process.env.CLIENT_ID, process.env.CLIENT_SECRET, undefined, plainHttp);
const tokens = await connect(config, process.env.REDIRECT_URI, 'openid email profile offline tickets:read');
const claims = tokens.claims();
seen.push(claims.email, claims.aud === process.env.CLIENT_ID);
seen.push((await client.fetchUserInfo(config, tokens.access_token, claims.sub)).name);
seen.push((await client.fetchProtectedResource(config, tokens.access_token, new URL('/api/tickets?limit=1', server), 'GET')).status);
const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
seen.push((await client.tokenIntrospection(config, renewed.access_token)).active);
await client.tokenRevocation(config, renewed.refresh_token);
seen.push((await client.tokenIntrospection(config, renewed.access_token)).active);
try {
  await client.refreshTokenGrant(config, renewed.refresh_token);
} catch (e) {
  seen.push(e.error);
}

// As an MCP client: it registers itself and has no secret.
const own = await client.dynamicClientRegistration(
  server,
  { client_name: 'A program', redirect_uris: ['http://127.0.0.1:9999/callback'], scope: 'openid offline tickets:read', token_endpoint_auth_method: 'none' },
  client.None(),
  { ...plainHttp, algorithm: 'oauth2' },
);
const mine = await connect(own, 'http://127.0.0.1:9999/callback', 'openid offline tickets:read');
seen.push((await client.fetchProtectedResource(own, mine.access_token, new URL('/api/tickets?limit=1', server), 'GET')).status);
const next = await client.refreshTokenGrant(own, mine.refresh_token);
await client.tokenRevocation(own, next.refresh_token);
try {
  await client.fetchProtectedResource(own, next.access_token, new URL('/api/tickets?limit=1', server), 'GET');
} catch (e) {
  seen.push(e.cause?.[0]?.scheme ?? e.message);
}

console.log(seen.join(' '));
