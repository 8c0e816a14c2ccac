// The architecture as sentences. A rule that fires is printed with its sentence, so the reader learns the rule and not only the offence.

export interface ImportRule {
  readonly says: string;
  readonly from: RegExp;
  readonly notFrom?: RegExp;
  /** What may not be imported … */
  readonly to: RegExp;
  /** … unless it is one of these; given the match of `from`, for rules such as "only one's own folder". */
  readonly except?: RegExp | ((from: RegExpExecArray) => RegExp);
  /** The rule is about code, and types may cross. */
  readonly typesMayCross?: boolean;
}

export interface SourceRule {
  readonly says: string;
  readonly from: RegExp;
  readonly notFrom?: RegExp;
  readonly forbids: RegExp;
}

const ANYTHING = /./;
/** Any of the five places that ship. */
export const PLACE = /^src-(?:shared|hub|main|renderer|widget)\//;
const ELECTRON = /^electron(?:\/|$)/;
const SQLITE = /^better-sqlite3/;
const POSTGRES = /^(?:pg|pg-boss|@electric-sql\/pglite[^/]*)(?:\/|$)/;
const REACT = /^(?:react|react-dom|react-aria|react-aria-components|react-stately|react-i18next|zustand|@tanstack\/react-[a-z]+)(?:\/|$)/;
const NODE = /^node:/;
const PURE = /\/(?:decide-[^/]+|match|fold-event|overlay|metrics|hears|sending-rules)\.ts$/;
const CONNECTOR = /^src-hub\/(?:channels\/[^/]+-connector|voice\/[^/]+-voice)\.ts$/;

export const importRules: readonly ImportRule[] = [
  {
    says: 'src-shared is pure: it imports itself and zod, and runs anywhere',
    from: /^src-shared\/(?!search\/)/,
    to: ANYTHING,
    except: /^(?:src-shared\/|zod$)/,
  },
  {
    says: 'src-shared/search is pure: it imports src-shared, zod and the stemmer, and runs anywhere',
    from: /^src-shared\/search\//,
    to: ANYTHING,
    except: /^(?:src-shared\/|zod$|stemmer$)/,
  },
  {
    says: 'src-shared/rpc knows no trade: it imports only rpc and zod',
    from: /^src-shared\/rpc\//,
    to: ANYTHING,
    except: /^(?:src-shared\/rpc\/|zod$)/,
  },
  {
    says: 'the hub knows the desk only through src-shared',
    from: /^src-hub\//,
    to: /^src-(?!hub\/|shared\/)/,
  },
  { says: 'the hub draws nothing and opens no window', from: /^src-hub\//, to: union(ELECTRON, SQLITE, REACT) },
  {
    says: 'only src-hub/db speaks to PostgreSQL',
    from: PLACE,
    notFrom: /^src-hub\/db\//,
    to: POSTGRES,
  },
  {
    says: 'the core runs in plain Node and knows no shell, no hub and no renderer',
    from: /^src-main\/core\//,
    to: /^src-(?!shared\/|main\/core\/)/,
  },
  { says: 'the core runs in plain Node: no Electron, no React', from: /^src-main\/core\//, to: union(ELECTRON, REACT) },
  {
    says: 'only core/cache/open-database.ts opens SQLite',
    from: PLACE,
    notFrom: /^src-main\/core\/cache\/open-database\.ts$/,
    to: SQLITE,
  },
  {
    says: 'only the Electron shell imports electron',
    from: PLACE,
    notFrom: /^src-main\/electron\//,
    to: ELECTRON,
  },
  {
    says: 'the Electron shell knows the core and src-shared, and no other place',
    from: /^src-main\/electron\//,
    to: /^src-(?!shared\/|main\/(?:core|electron)\/)/,
  },
  {
    says: 'the browser shell knows the core and src-shared, and no other place',
    from: /^src-main\/web-shell\//,
    to: /^src-(?!shared\/|main\/(?:core|web-shell)\/)/,
  },
  {
    says: 'the desk launcher chooses a shell and knows nothing of hub, renderer and widget',
    from: /^src-main\/[^/]+$/,
    to: /^src-(?!shared\/|main\/)/,
  },
  { says: 'a shell draws nothing: React lives in src-renderer', from: /^src-main\//, to: REACT },
  {
    says: 'the renderer knows the desk only through its contracts in src-shared; whoever sets up the widget sees it by its own preview',
    from: /^src-renderer\//,
    to: /^src-(?!shared\/|renderer\/)/,
    except: /^src-widget\/preview\.ts$/,
  },
  {
    says: 'the renderer runs in a browser: no node:, no server package',
    from: /^src-renderer\//,
    to: union(NODE, /^(?:fastify|@fastify\/|ioredis|pino|prom-client|socket\.io|ws|jose|twilio)(?:\/|$|-)/, ELECTRON),
  },
  {
    says: 'the renderer sees records and never an event',
    from: /^src-renderer\//,
    to: /^src-shared\/events\//,
  },
  {
    says: 'features are islands; compose them in app/',
    from: /^src-renderer\/features\/([^/]+)\//,
    to: /^src-renderer\/features\//,
    except: ([, own]) => new RegExp(`^src-renderer/features/${own}/`),
  },
  {
    says: 'only app/ composes features',
    from: /^src-renderer\//,
    notFrom: /^src-renderer\/(?:app|features)\//,
    to: /^src-renderer\/features\//,
  },
  {
    says: 'features, ui and state do not know app/, which composes them',
    from: /^src-renderer\/(?:features|ui|state|wire|i18n)\//,
    to: /^src-renderer\/app\//,
  },
  {
    says: 'the widget is small: it imports types from src-shared, itself and socket.io-client',
    from: /^src-widget\//,
    to: ANYTHING,
    except: /^(?:src-widget\/|socket\.io-client$)/,
    typesMayCross: true,
  },
  {
    says: 'even types of the widget come from src-shared only',
    from: /^src-widget\//,
    to: /^(?:src-(?!shared\/|widget\/)|node:|electron|fastify)/,
  },
  {
    says: 'a pure file takes facts and returns facts: no database, log, socket, network or Node in it',
    from: PURE,
    to: union(/^src-hub\/(?:db|log|realtime|http|timers|blobs|auth)\//, /^(?!src-|zod$)/),
  },
  {
    says: 'a connector imports its contract and its own SDK, never another connector',
    from: CONNECTOR,
    to: CONNECTOR,
  },
  {
    says: 'a connector never touches the log or the database: it is data in, data out',
    from: CONNECTOR,
    to: /^src-hub\/(?:log|db)\//,
  },
  {
    says: 'nobody imports tests, scripts or bench',
    from: PLACE,
    to: /^(?:tests|scripts|bench)\//,
  },
];

export const sourceRules: readonly SourceRule[] = [
  {
    says: 'a pure file is given the time and reads no clock, no chance and no console',
    from: PURE,
    forbids: /\bClock\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b|\bconsole\./,
  },
  {
    says: 'no module-level let: state belongs to what a create… function returns',
    from: PLACE,
    forbids: /^(?:export )?let /m,
  },
  {
    says: "zod is imported whole (import * as z from 'zod'): the named import costs 93 kB in a bundle",
    from: PLACE,
    forbids: /^import (?:type )?\{[^}]*\} from 'zod'/m,
  },
];

function union(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map((pattern) => pattern.source).join('|'));
}
