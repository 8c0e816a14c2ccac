import { Agent as HttpAgent, setGlobalProxyFromEnv } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

type ProxyEnv = Readonly<Record<string, string | undefined>>;

/** What is on this machine needs no proxy to be reached. */
const NEAR = 'localhost,127.0.0.1,::1,[::1]';

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or not, as Node reads them; and never for this machine itself. */
export function proxyEnvOf(env: ProxyEnv): Record<string, string> {
  const set = Object.entries(env).flatMap(([name, value]) => {
    const isOurs = /^https?_proxy$/i.test(name) && value !== undefined && value !== '';
    return isOurs ? [[name.toUpperCase(), value] as const] : [];
  });
  const except = env['NO_PROXY'] ?? env['no_proxy'] ?? '';
  return { ...Object.fromEntries(set), NO_PROXY: except === '' ? NEAR : `${except},${NEAR}` };
}

/** From here on `fetch` goes through the proxy that the environment names; the returned function puts it back. */
export function goThroughProxyOf(env: ProxyEnv): () => void {
  const proxyEnv = proxyEnvOf(env);
  // Electron may be built on a Node that has no such thing: then its own start reads NODE_USE_ENV_PROXY.
  if (typeof setGlobalProxyFromEnv !== 'function' || Object.keys(proxyEnv).length === 1) return () => {};
  return setGlobalProxyFromEnv(proxyEnv);
}

/** For the WebSocket, which asks no global agent. */
export function hubAgent(hubUrl: string, env: ProxyEnv): HttpAgent {
  const proxyEnv = proxyEnvOf(env);
  return new URL(hubUrl).protocol === 'https:' ? new HttpsAgent({ proxyEnv }) : new HttpAgent({ proxyEnv });
}
