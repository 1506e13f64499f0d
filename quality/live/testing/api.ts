/** The HTTP API of a control plane, as a test uses it. */
import { type Client, createClient } from '#contract/client.ts';

/** As the first admin, by session cookie. @throws Error where the password is not accepted */
export async function signIn(url: string, password: string): Promise<Client> {
  const origin = new URL(url).origin;
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json', origin }, body: JSON.stringify({ name: 'admin', password }) });
  if (answer.status !== 200) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ');
  return createClient({ baseUrl: url, fetch: (input, init) => fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), cookie, origin } }) });
}

/** Asks until the answer is as wanted; the seconds that took. @throws Error after so many seconds */
export async function within(seconds: number, what: string, ask: () => Promise<boolean>, everyMs = 50): Promise<number> {
  const began = performance.now();
  for (;;) {
    if (await ask()) return (performance.now() - began) / 1000;
    if (performance.now() - began > seconds * 1000) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => { setTimeout(resolve, everyMs); });
  }
}
