import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { codeOf } from '#hub/db/db';
import { fail, ok, unknown, warn, type Finding } from './finding.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const SUBJECT = 'certificate';
const RENEW = 'renew it; Caddy does so by itself (deploy/Caddyfile)';

/** What browsers and vendors would say of the certificate at a public address. */
export async function lookAtCertificate(publicUrl: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const { protocol, hostname, port } = new URL(publicUrl);
  if (protocol !== 'https:') {
    return [
      fail(
        SUBJECT,
        'PUBLIC_URL has no https',
        'put a proxy with HTTPS before the hub (deploy/Caddyfile): vendors and browsers refuse http',
      ),
    ];
  }
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    // Whatever is wrong with it is said by us, in words; nothing is sent over this line.
    const socket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
    });
    const answer = (finding: Finding): void => {
      socket.destroy();
      resolve([finding]);
    };
    signal.addEventListener('abort', () => socket.destroy());
    socket.once('error', (error: Error) => answer(lineFinding(error, host)));
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      answer(
        certificate === undefined
          ? fail(SUBJECT, 'the server showed none', RENEW)
          : certificateFinding(certificate, {
              host,
              isTrusted: socket.authorized,
              why: String(socket.authorizationError),
              now: Date.now(),
            }),
      );
    });
  });
}

export function certificateFinding(
  certificate: X509Certificate,
  { host, isTrusted, why, now }: { host: string; isTrusted: boolean; why: string; now: number },
): Finding {
  const days = Math.floor((certificate.validToDate.getTime() - now) / DAY_MS);
  if (days < 0) return fail(SUBJECT, `ran out ${-days} days ago`, RENEW);
  if ((isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) === undefined) {
    return fail(SUBJECT, `is not for ${host}`, 'get one for the name in PUBLIC_URL, or correct PUBLIC_URL');
  }
  if (!isTrusted)
    return fail(SUBJECT, `is trusted by nobody (${why})`, 'get one of a public authority and let the proxy send the whole chain');
  return days < SOON_DAYS ? warn(SUBJECT, `runs out in ${days} days`, RENEW) : ok(SUBJECT, `good for ${days} days`);
}

function lineFinding(error: Error, host: string): Finding {
  const code = codeOf(error) ?? error.message;
  if (code === 'EAI_AGAIN') return unknown(SUBJECT, 'could not be checked: no name server answers, so there is no internet from here');
  if (code === 'ENOTFOUND')
    return fail(SUBJECT, `the name ${host} leads nowhere`, 'let it point to this machine (an A record), or correct PUBLIC_URL');
  return fail(SUBJECT, `no HTTPS answers at ${host} (${code})`, 'start the proxy and open port 443');
}
