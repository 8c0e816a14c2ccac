import enCommon from '#locales/en/common.json';
import enComposer from '#locales/en/composer.json';
import enConnection from '#locales/en/connection.json';
import enCustomer from '#locales/en/customer.json';
import enErrors from '#locales/en/errors.json';
import enHandover from '#locales/en/handover.json';
import enInbox from '#locales/en/inbox.json';
import enOffer from '#locales/en/offer.json';
import enPalette from '#locales/en/palette.json';
import enPresence from '#locales/en/presence.json';
import enSettings from '#locales/en/settings.json';
import enSignIn from '#locales/en/sign-in.json';
import enTeam from '#locales/en/team.json';
import enTimeline from '#locales/en/timeline.json';
import enUnsent from '#locales/en/unsent.json';
import enWrapUp from '#locales/en/wrap-up.json';
import jaCommon from '#locales/ja/common.json';
import jaComposer from '#locales/ja/composer.json';
import jaConnection from '#locales/ja/connection.json';
import jaCustomer from '#locales/ja/customer.json';
import jaErrors from '#locales/ja/errors.json';
import jaHandover from '#locales/ja/handover.json';
import jaInbox from '#locales/ja/inbox.json';
import jaOffer from '#locales/ja/offer.json';
import jaPalette from '#locales/ja/palette.json';
import jaPresence from '#locales/ja/presence.json';
import jaSettings from '#locales/ja/settings.json';
import jaSignIn from '#locales/ja/sign-in.json';
import jaTeam from '#locales/ja/team.json';
import jaTimeline from '#locales/ja/timeline.json';
import jaUnsent from '#locales/ja/unsent.json';
import jaWrapUp from '#locales/ja/wrap-up.json';

/** Both languages are in the page, so that a switch needs neither network nor wait. */
export const resources = {
  en: {
    common: enCommon,
    composer: enComposer,
    connection: enConnection,
    customer: enCustomer,
    errors: enErrors,
    handover: enHandover,
    inbox: enInbox,
    offer: enOffer,
    palette: enPalette,
    presence: enPresence,
    settings: enSettings,
    'sign-in': enSignIn,
    team: enTeam,
    timeline: enTimeline,
    unsent: enUnsent,
    'wrap-up': enWrapUp,
  },
  ja: {
    common: jaCommon,
    composer: jaComposer,
    connection: jaConnection,
    customer: jaCustomer,
    errors: jaErrors,
    handover: jaHandover,
    inbox: jaInbox,
    offer: jaOffer,
    palette: jaPalette,
    presence: jaPresence,
    settings: jaSettings,
    'sign-in': jaSignIn,
    team: jaTeam,
    timeline: jaTimeline,
    unsent: jaUnsent,
    'wrap-up': jaWrapUp,
  },
} as const;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: (typeof resources)['en'];
  }
}
