import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import styles from './app.module.css';

export interface ColumnLimits {
  readonly min: number;
  readonly max: number;
  readonly initial: number;
}

export const INBOX_REM: ColumnLimits = { min: 16, max: 26, initial: 20 };
export const CONTEXT_REM: ColumnLimits = { min: 18, max: 30, initial: 21 };

const STEP_REM = 1;

export type ColumnWidth = readonly [rem: number, set: (rem: number) => void];

/** A column's width in rem, remembered by this browser: taste, not a fact. */
export function useColumnWidth(name: string, limits: ColumnLimits): ColumnWidth {
  const key = `madoguchi.column.${name}`;
  const [width, setWidth] = useState(() => clamp(Number.parseFloat(localStorage.getItem(key) ?? '') || limits.initial, limits));
  return [
    width,
    (next) => {
      const clamped = clamp(next, limits);
      setWidth(clamped);
      localStorage.setItem(key, String(clamped));
    },
  ];
}

export interface SplitterProps {
  readonly label: string;
  readonly width: number;
  readonly limits: ColumnLimits;
  /** Which side of the line the column is on. */
  readonly side: 'before' | 'after';
  readonly onChange: (width: number) => void;
}

/** The line between two columns: drag it, or use the arrow keys; a double press brings the width back. */
export function Splitter({ label, width, limits, side, onChange }: SplitterProps) {
  const sign = side === 'before' ? 1 : -1;

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    const line = event.currentTarget;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const startX = event.clientX;
    line.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => onChange(width + (sign * (moved.clientX - startX)) / rem);
    line.addEventListener('pointermove', move);
    line.addEventListener('lostpointercapture', () => line.removeEventListener('pointermove', move), { once: true });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const steps = { ArrowRight: sign, ArrowLeft: -sign }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    onChange(width + steps * STEP_REM);
  }

  return (
    // A separator that can be moved is a control by its ARIA role; the rules know only still ones.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <hr
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(width)}
      aria-valuemin={limits.min}
      aria-valuemax={limits.max}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={styles['splitter']}
      onPointerDown={onPointerDown}
      onDoubleClick={() => onChange(limits.initial)}
      onKeyDown={onKeyDown}
    />
  );
}

function clamp(width: number, { min, max }: ColumnLimits): number {
  return Math.min(max, Math.max(min, width));
}
