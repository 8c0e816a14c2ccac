import type { MessagePort, Worker } from 'node:worker_threads';
import type { Frame, Port } from '#shared/rpc/port';

/** A worker, or the parent of one, as a Port. Both ends are this program, so frames are taken as they come. */
export function workerPort(end: Worker | MessagePort): Port {
  return {
    send(frame) {
      end.postMessage(frame);
    },
    onFrame(listener) {
      const onMessage = (frame: Frame): void => listener(frame);
      end.on('message', onMessage);
      return () => end.off('message', onMessage);
    },
    onClose(listener) {
      // A worker ends with 'exit', the parent's port with 'close'.
      end.on('exit', listener);
      end.on('close', listener);
      return () => {
        end.off('exit', listener);
        end.off('close', listener);
      };
    },
  };
}
