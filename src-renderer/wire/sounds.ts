import type { NoticeKind } from '#shared/domain/notice';

/** What the page's loudspeaker can do. */
export interface Sounds {
  /** `volume`: per cent. Nothing where the page has no sound, or was not allowed any yet. */
  play(kind: NoticeKind, volume: number): void;
}

interface Tone {
  /** Hertz. */
  readonly pitch: number;
  /** Seconds from the beginning. */
  readonly at: number;
  /** Seconds. */
  readonly length: number;
}

/** Made, not recorded: short, soft, and told apart without looking. */
const TUNES: Record<NoticeKind, readonly Tone[]> = {
  offer: [
    { pitch: 659, at: 0, length: 0.18 },
    { pitch: 784, at: 0.2, length: 0.18 },
    { pitch: 659, at: 0.5, length: 0.18 },
    { pitch: 784, at: 0.7, length: 0.28 },
  ],
  message: [{ pitch: 880, at: 0, length: 0.16 }],
  colleague: [
    { pitch: 523, at: 0, length: 0.12 },
    { pitch: 698, at: 0.14, length: 0.16 },
  ],
  abuse: [
    { pitch: 440, at: 0, length: 0.2 },
    { pitch: 440, at: 0.26, length: 0.2 },
    { pitch: 349, at: 0.52, length: 0.35 },
  ],
};

const LOUDEST = 0.4;
/** Without it a tone begins and ends with a click. */
const EDGE_S = 0.015;

/** Several windows of one desk make one sound: whoever holds this lock, until it is closed. */
const LOCK = 'madoguchi.sounds';

export function createSounds(page: Window): Sounds {
  const here = { context: null as AudioContext | null, isOurs: true };
  holdLock(page, here);

  function contextNow(): AudioContext | null {
    if (!('AudioContext' in globalThis)) return null;
    here.context ??= new AudioContext();
    return here.context;
  }

  return {
    play(kind, volume) {
      const context = here.isOurs && volume > 0 ? contextNow() : null;
      if (context === null) return;
      // Browsers let a page sound after the person has pressed something in it.
      void context.resume().then(() => {
        for (const tone of TUNES[kind]) sound(context, tone, (volume / 100) * LOUDEST);
      });
    },
  };
}

function holdLock(page: Window, here: { isOurs: boolean }): void {
  // Absent in an insecure context: then each window is the only one there can be.
  const locks = 'locks' in page.navigator ? page.navigator.locks : undefined;
  if (locks === undefined) return;
  here.isOurs = false;
  const forEver = new Promise<never>(() => {});
  const hold = (): Promise<never> => {
    here.isOurs = true;
    return forEver;
  };
  // Refused only where the page is going.
  locks.request(LOCK, hold).catch(() => {});
}

function sound(context: AudioContext, { pitch, at, length }: Tone, loudness: number): void {
  const start = context.currentTime + at;
  const tone = new OscillatorNode(context, { type: 'sine', frequency: pitch });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudness, start + EDGE_S);
  gain.gain.setValueAtTime(loudness, start + length - EDGE_S);
  gain.gain.linearRampToValueAtTime(0, start + length);
  tone.connect(gain).connect(context.destination);
  tone.start(start);
  tone.stop(start + length);
}
