import { useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import { isTypingTarget } from './hotkeys.ts';
import { rememberField } from './take-back.ts';
import { type Burst, isSurely, KEY_GAP_MAX_MS, NO_BURST, pressed, SILENCE_MS, type WedgeKey } from './wedge.ts';

/** Some scanners end with two keys (carriage return and line feed), or late: these keys belong to the scan as well. */
const ENDING_MS = 120;

/**
 * Hears scans wherever the focus is. The first keys of a scan look like a person's: in a field they are typed and taken
 * back once it is sure; elsewhere, where a bare key is a command, they wait for a moment that nobody notices and then
 * act, unless more keys followed too fast. So a scan types nothing and commands nothing, and no key of a person is lost.
 */
export function useWedge(onScan: (text: string) => void): void {
  const latest = useRef(onScan);
  useEffect(() => {
    latest.current = onScan;
  });
  useEffect(() => listenForScans(window, (text) => latest.current(text)), []);
}

function listenForScans(window: Window, onScan: (text: string) => void): () => void {
  let burst: Burst = NO_BURST;
  let takeBack: () => void = () => undefined;
  let held: KeyboardEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = '';
  let endedMs = Number.NEGATIVE_INFINITY;
  const released = new WeakSet<Event>();

  const release = () => {
    const waiting = held;
    held = [];
    for (const event of waiting) {
      const again = new KeyboardEvent('keydown', copyOf(event));
      released.add(again);
      // What the key before it did is on the screen before the next one acts, as if they had come one by one.
      flushSync(() => (targetOf(event) ?? document.body).dispatchEvent(again));
    }
  };
  // On a busy PC keys can arrive later than they were pressed: then the scan goes on after its silence, and is told again whole.
  const end = () => {
    held = [];
    endedMs = burst.lastMs;
    takeBack();
    if (burst.text !== told) onScan(burst.text);
    told = burst.text;
  };
  const wait = () => {
    timer = isSurely(burst) ? setTimeout(end, SILENCE_MS) : setTimeout(release, KEY_GAP_MAX_MS + 5);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (released.has(event)) return;
    const isEnding = event.key === 'Enter' || event.key === 'Tab';
    if (isEnding && event.timeStamp - endedMs < ENDING_MS) return swallow(event);
    const step = pressed(burst, wedgeKey(event));
    clearTimeout(timer);
    burst = step.burst;
    if (step.says === 'ends') {
      swallow(event);
      end();
      burst = NO_BURST;
    } else if (step.says === 'surely') {
      swallow(event);
      wait();
    } else if (step.says === 'maybe') {
      const isFirst = burst.text.length === 1;
      if (isFirst) {
        release();
        told = '';
        takeBack = rememberField(document.activeElement);
      }
      // Space on a button acts by itself and could not be given back.
      const mayHold = !isTypingTarget(targetOf(event)) && (event.code !== 'Space' || !isFirst);
      if (mayHold) {
        swallow(event);
        held.push(event);
      }
      wait();
    } else if (burst.text === '') release();
    else wait();
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function targetOf(event: Event): HTMLElement | null {
  return event.target instanceof HTMLElement && event.target.isConnected ? event.target : null;
}

function wedgeKey(event: KeyboardEvent): WedgeKey {
  return {
    atMs: event.timeStamp,
    key: event.key,
    code: event.code,
    shiftKey: event.shiftKey,
    isCombined: event.ctrlKey || event.altKey || event.metaKey || event.getModifierState('AltGraph'),
    isComposing: event.isComposing || event.key === 'Dead' || event.key === 'Process',
    isRepeat: event.repeat,
  };
}

function copyOf(event: KeyboardEvent): KeyboardEventInit {
  const { key, code, location, shiftKey } = event;
  return { key, code, location, shiftKey, bubbles: true, cancelable: true, composed: true };
}
