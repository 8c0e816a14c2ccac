import { parentPort, workerData } from 'node:worker_threads';
import type { CacheOptions } from './cache-files.ts';
import { serveCache } from './serve-cache.ts';
import { workerPort } from './worker-port.ts';

// SQLite in a thread of its own. What it opens comes from openCache, which starts it.
if (parentPort === null) throw new Error('cache.worker runs in a worker thread');
serveCache(workerData as CacheOptions, workerPort(parentPort));
