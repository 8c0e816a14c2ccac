import enAbuse from '#locales/en/abuse.json';
import enAccounts from '#locales/en/accounts.json';
import enAdmin from '#locales/en/admin.json';
import enCentre from '#locales/en/centre.json';
import enCanned from '#locales/en/canned.json';
import enChanges from '#locales/en/changes.json';
import enCommon from '#locales/en/common.json';
import enComposer from '#locales/en/composer.json';
import enConnection from '#locales/en/connection.json';
import enCustomer from '#locales/en/customer.json';
import enCustomerEdit from '#locales/en/customer-edit.json';
import enDesks from '#locales/en/desks.json';
import enDirect from '#locales/en/direct.json';
import enDispositions from '#locales/en/dispositions.json';
import enErrors from '#locales/en/errors.json';
import enFiles from '#locales/en/files.json';
import enHandover from '#locales/en/handover.json';
import enInbox from '#locales/en/inbox.json';
import enLine from '#locales/en/line.json';
import enOffer from '#locales/en/offer.json';
import enPalette from '#locales/en/palette.json';
import enPassword from '#locales/en/password.json';
import enPeople from '#locales/en/people.json';
import enPresence from '#locales/en/presence.json';
import enQueues from '#locales/en/queues.json';
import enSettings from '#locales/en/settings.json';
import enSetup from '#locales/en/setup.json';
import enSignIn from '#locales/en/sign-in.json';
import enSignOut from '#locales/en/sign-out.json';
import enTeam from '#locales/en/team.json';
import enTimeline from '#locales/en/timeline.json';
import enUnsent from '#locales/en/unsent.json';
import enWidget from '#locales/en/widget.json';
import enWrapUp from '#locales/en/wrap-up.json';
import jaAbuse from '#locales/ja/abuse.json';
import jaAccounts from '#locales/ja/accounts.json';
import jaAdmin from '#locales/ja/admin.json';
import jaCentre from '#locales/ja/centre.json';
import jaCanned from '#locales/ja/canned.json';
import jaChanges from '#locales/ja/changes.json';
import jaCommon from '#locales/ja/common.json';
import jaComposer from '#locales/ja/composer.json';
import jaConnection from '#locales/ja/connection.json';
import jaCustomer from '#locales/ja/customer.json';
import jaCustomerEdit from '#locales/ja/customer-edit.json';
import jaDesks from '#locales/ja/desks.json';
import jaDirect from '#locales/ja/direct.json';
import jaDispositions from '#locales/ja/dispositions.json';
import jaErrors from '#locales/ja/errors.json';
import jaFiles from '#locales/ja/files.json';
import jaHandover from '#locales/ja/handover.json';
import jaInbox from '#locales/ja/inbox.json';
import jaLine from '#locales/ja/line.json';
import jaOffer from '#locales/ja/offer.json';
import jaPalette from '#locales/ja/palette.json';
import jaPassword from '#locales/ja/password.json';
import jaPeople from '#locales/ja/people.json';
import jaPresence from '#locales/ja/presence.json';
import jaQueues from '#locales/ja/queues.json';
import jaSettings from '#locales/ja/settings.json';
import jaSetup from '#locales/ja/setup.json';
import jaSignIn from '#locales/ja/sign-in.json';
import jaSignOut from '#locales/ja/sign-out.json';
import jaTeam from '#locales/ja/team.json';
import jaTimeline from '#locales/ja/timeline.json';
import jaUnsent from '#locales/ja/unsent.json';
import jaWidget from '#locales/ja/widget.json';
import jaWrapUp from '#locales/ja/wrap-up.json';

/** Both languages are in the page, so that a switch needs neither network nor wait. */
export const resources = {
  en: {
    abuse: enAbuse,
    accounts: enAccounts,
    admin: enAdmin,
    canned: enCanned,
    centre: enCentre,
    changes: enChanges,
    common: enCommon,
    composer: enComposer,
    connection: enConnection,
    customer: enCustomer,
    'customer-edit': enCustomerEdit,
    desks: enDesks,
    direct: enDirect,
    dispositions: enDispositions,
    errors: enErrors,
    files: enFiles,
    handover: enHandover,
    inbox: enInbox,
    line: enLine,
    offer: enOffer,
    palette: enPalette,
    password: enPassword,
    people: enPeople,
    presence: enPresence,
    queues: enQueues,
    settings: enSettings,
    setup: enSetup,
    'sign-in': enSignIn,
    'sign-out': enSignOut,
    team: enTeam,
    timeline: enTimeline,
    unsent: enUnsent,
    widget: enWidget,
    'wrap-up': enWrapUp,
  },
  ja: {
    abuse: jaAbuse,
    accounts: jaAccounts,
    admin: jaAdmin,
    canned: jaCanned,
    centre: jaCentre,
    changes: jaChanges,
    common: jaCommon,
    composer: jaComposer,
    connection: jaConnection,
    customer: jaCustomer,
    'customer-edit': jaCustomerEdit,
    desks: jaDesks,
    direct: jaDirect,
    dispositions: jaDispositions,
    errors: jaErrors,
    files: jaFiles,
    handover: jaHandover,
    inbox: jaInbox,
    line: jaLine,
    offer: jaOffer,
    palette: jaPalette,
    password: jaPassword,
    people: jaPeople,
    presence: jaPresence,
    queues: jaQueues,
    settings: jaSettings,
    setup: jaSetup,
    'sign-in': jaSignIn,
    'sign-out': jaSignOut,
    team: jaTeam,
    timeline: jaTimeline,
    unsent: jaUnsent,
    widget: jaWidget,
    'wrap-up': jaWrapUp,
  },
} as const;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: (typeof resources)['en'];
  }
}
