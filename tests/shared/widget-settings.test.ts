import { expect, test } from 'vitest';
import { PublicWidgetSettings, WidgetSettings } from '#shared/domain/widget-settings';

const SETTINGS: WidgetSettings = {
  shopName: { ja: 'みどり商店', en: 'Midori Shop' },
  colour: '#0b6e4f',
  side: 'right',
  language: 'page',
  preChat: [],
  allowedOrigins: ['https://shop.example', 'http://localhost:*'],
  hasSignedIdentity: true,
};

test.for([
  ['colour', 'red'],
  ['colour', '#0b6e4f;background:url(https://evil.example)'],
  ['colour', '#0B6E4F'],
  ['logo', 'https://evil.example/x.png'],
  ['logo', 'data:image/svg+xml;base64,PHN2Zy8+'],
  ['logo', 'data:text/html;base64,PHNjcmlwdD4='],
  ['logo', 'javascript:alert(1)'],
  ['logo', `data:image/png;base64,${'A'.repeat(80_000)}`],
  ['side', 'middle'],
  ['greeting', { ja: 'あ'.repeat(601), en: 'a' }],
  ['language', 'fr'],
  ['preChat', [{ field: 'password', isRequired: true }]],
  [
    'preChat',
    [
      { field: 'name', isRequired: true },
      { field: 'name', isRequired: false },
    ],
  ],
  ['allowedOrigins', ['*']],
  ['allowedOrigins', ['https://*.example']],
  ['allowedOrigins', ['https://shop.example/']],
  ['allowedOrigins', ['https://shop.example:443']],
  ['allowedOrigins', ['http://shop.example:80']],
  ['allowedOrigins', ['https://Shop.example']],
  ['allowedOrigins', ['https://a@shop.example']],
  ['allowedOrigins', ['ftp://shop.example']],
  ['allowedOrigins', ['null']],
] as const)('%s cannot be %j', ([field, value]) => {
  const parsed = WidgetSettings.safeParse({ ...SETTINGS, [field]: value });
  expect(parsed.error?.issues[0]?.path[0]).toBe(field);
});

test.for([
  'https://shop.example',
  'https://xn--p8j9a0d9c9a.xn--q9jyb4c',
  'http://localhost:3000',
  'http://[::1]:8080',
  'http://127.0.0.1:*',
])('%s is an origin', (origin) => {
  expect(WidgetSettings.safeParse({ ...SETTINGS, allowedOrigins: [origin] }).success).toBe(true);
});

test('visitors are told neither who else may carry the chat nor how it knows people', () => {
  expect(Object.keys(PublicWidgetSettings.parse(SETTINGS))).toEqual(['shopName', 'colour', 'side', 'language', 'preChat']);
});
