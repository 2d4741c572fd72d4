// A generated TypeScript client does a day's work; that this file compiles shows that the description's types fit.
import createClient from 'openapi-fetch';
import type { paths } from './api.js';

declare const process: { env: Record<string, string> };

const basic = btoa(`${process.env.ANTIPHON_EMAIL}:${process.env.ANTIPHON_KEY}`);
const desk = createClient<paths>({ baseUrl: process.env.ANTIPHON_URL, headers: { Authorization: `Basic ${basic}` } });

function must<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (!answer.response.ok) {
    throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`);
  }
  return answer.data as T;
}

const tag = must(await desk.POST('/api/tags', { body: { name: 'generated-typescript' } }));
const ticket = must(await desk.POST('/api/tickets', {
  body: {
    channel: 'email', via: 'api', subject: 'From a generated client', customer: { email: 'generated.ts@mail.example' }, tags: [{ name: tag.name }],
    messages: [{
      channel: 'email', via: 'api', from_agent: false, body_text: 'Where is my order?', sender: { email: 'generated.ts@mail.example' },
      source: { from: { address: 'generated.ts@mail.example' }, to: [{ address: 'help@acme.example' }] },
    }],
  },
}));
const one = { params: { path: { id: ticket.id } } };
const its = { params: { path: { ticket_id: ticket.id } } };
must(await desk.POST('/api/tickets/{ticket_id}/messages', {
  ...its,
  body: {
    channel: 'email', via: 'api', from_agent: true, body_text: 'On its way.', sender: { id: 1 }, receiver: { email: 'generated.ts@mail.example' },
    source: { from: { address: 'help@acme.example' }, to: [{ address: 'generated.ts@mail.example' }] },
  },
}));
must(await desk.POST('/api/tickets/{ticket_id}/tags', { ...its, body: { names: ['also-typescript'] } }));
must(await desk.PUT('/api/tickets/{id}', { ...one, body: { status: 'closed', priority: 'high' } }));

const read = must(await desk.GET('/api/tickets/{id}', one));
const facts = [read.status, read.priority, read.messages.length, read.tags.map(item => item.name).sort().join('+'), read.customer?.email];

const seen: number[] = [];
let cursor: string | undefined;
do {
  const page = must(await desk.GET('/api/tickets', { params: { query: { limit: 1, cursor } } }));
  seen.push(...page.data.map(item => item.id));
  cursor = page.meta.next_cursor ?? undefined;
} while (cursor);

const wrong = await desk.POST('/api/tags', { body: {} });
must(await desk.DELETE('/api/tickets/{id}', one));
const gone = await desk.GET('/api/tickets/{id}', one);
must(await desk.DELETE('/api/tags/{id}', { params: { path: { id: tag.id } } }));
console.log([...facts, seen.includes(ticket.id), wrong.response.status, Object.keys(wrong.error!.error.data as object).join('+'), gone.response.status].join(' '));
