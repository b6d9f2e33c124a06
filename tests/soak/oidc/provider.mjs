// A sign-in provider of another make than the one in the database tests. `node provider.mjs PORT RETURN_ADDRESS…`
// PUT /next says who comes next: {"sub", "claims", "amr", "acr"}. There is no form: that person is signed in at once.
import http from 'node:http';
import Provider from 'oidc-provider';

const [port, ...returnAddresses] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const people = new Map();
let next;

const provider = new Provider(issuer, {
  clients: ['client_secret_basic', 'client_secret_post'].map((method) => ({
    client_id: `hub-${method}`,
    client_secret: 'a secret that is long enough for this',
    redirect_uris: returnAddresses,
    token_endpoint_auth_method: method,
  })),
  claims: { openid: ['sub', 'amr', 'acr'], email: ['email', 'email_verified'], profile: ['name'] },
  findAccount: (context, sub) => people.has(sub) && { accountId: sub, claims: () => ({ sub, ...people.get(sub).claims }) },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ['for tests only'] },
});

async function interact(request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    const { sub, amr, acr } = next;
    return provider.interactionFinished(request, response, { login: { accountId: sub, amr, acr, remember: false } });
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}

async function remember(request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  next = JSON.parse(Buffer.concat(parts).toString());
  people.set(next.sub, next);
  response.end();
}

http
  .createServer((request, response) => {
    if (request.method === 'PUT') remember(request, response);
    else if (request.url.startsWith('/interaction/')) interact(request, response);
    else provider.callback()(request, response);
  })
  .listen(Number(port), '127.0.0.1', () => console.log(`ready at ${issuer}`));
