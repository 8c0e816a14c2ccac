import type { AccountCheck } from '#shared/domain/account-check';
import type { HubConfig } from '#hub/config';
import type { Health } from '../account-health.ts';
import { missingSecrets, type SetUp } from '../account-set-ups.ts';
import { LINE_API } from '../line-connector.ts';
import { TWILIO_API } from '../twilio-rest.ts';
import { checkLine } from './check-line.ts';
import { checkTwilio } from './check-twilio.ts';
import { checkPublicUrl, failed, ok, skipped } from './check-webhook.ts';

interface Circumstances {
  readonly config: Pick<HubConfig, 'publicUrl' | 'lineApiBaseUrl' | 'twilioApiBaseUrl' | 'widgetOrigins'>;
  readonly webhookUrl: string;
  readonly health: Health | undefined;
  readonly hasWidgetFile: () => Promise<boolean>;
  readonly now: number;
}

const LATELY_MS = 24 * 60 * 60_000;

/** Tries an account out, as far as that can be done without writing to anybody. Each finding stands for itself; none tells a secret. */
export async function checkAccount(setUp: SetUp, circumstances: Circumstances): Promise<readonly AccountCheck[]> {
  const { details, secrets } = setUp;
  const { config, webhookUrl, health, now } = circumstances;
  const publicUrl = checkPublicUrl(config.publicUrl);
  const isComplete = missingSecrets(setUp).length === 0;
  switch (details.is) {
    case 'web_chat': {
      const hasOrigins = details.widget.allowedOrigins.length + config.widgetOrigins.length > 0;
      return [
        publicUrl,
        hasOrigins ? ok('origins') : failed('origins', 'origins_missing'),
        ...(details.widget.hasSignedIdentity ? [isComplete ? ok('secrets') : failed('secrets', 'identity_secret_missing')] : []),
        (await circumstances.hasWidgetFile()) ? ok('widget_file') : failed('widget_file', 'widget_not_built'),
      ];
    }
    case 'twilio_sms': {
      const { auth_token: authToken } = secrets;
      const rest = ['credentials', 'number', 'webhook_address', 'signatures'] as const;
      if (authToken === undefined) return [failed('secrets', 'secrets_missing'), publicUrl, ...skipped(...rest)];
      const { accountSid, number, apiBaseUrl = config.twilioApiBaseUrl ?? TWILIO_API } = details;
      const found = await checkTwilio({ accountSid, authToken, number, apiBaseUrl, webhookUrl });
      return [ok('secrets'), publicUrl, ...found, checkSignatures(health, now)];
    }
    case 'line': {
      const { channel_access_token: channelAccessToken } = secrets;
      const rest = ['credentials', 'webhook_address', 'webhook_call', 'signatures'] as const;
      if (channelAccessToken === undefined || !isComplete) return [failed('secrets', 'secrets_missing'), publicUrl, ...skipped(...rest)];
      const apiBaseUrl = details.apiBaseUrl ?? config.lineApiBaseUrl ?? LINE_API;
      const found = await checkLine({ channelAccessToken, apiBaseUrl, webhookUrl });
      return [ok('secrets'), publicUrl, ...found, checkSignatures(health, now)];
    }
  }
}

/** Vendors sign right: what was refused since the last that was believed says that our secret is not theirs. */
function checkSignatures(health: Health | undefined, now: number): AccountCheck {
  const trouble = health?.trouble ?? null;
  const isLate = trouble !== null && now - Date.parse(trouble.at) < LATELY_MS;
  const isOver = trouble !== null && (health?.heardAt ?? '') >= trouble.at;
  return trouble?.reason === 'signature_refused' && isLate && !isOver
    ? failed('signatures', 'signature_refused', trouble.at)
    : ok('signatures');
}
