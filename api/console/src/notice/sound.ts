// Short sounds, made by the browser itself.

import { signal } from "@preact/signals";
import { recall, remember } from "../session/keep";

export const soundsOn = signal(recall<boolean>("sounds") ?? true);

export function setSounds(on: boolean): void {
  remember("sounds", on);
  soundsOn.value = on;
}

let context: AudioContext | null = null;

const TUNES = {
  offer: [880, 1175, 1568],
  message: [660],
  direct: [523, 784],
  mention: [784, 784],
} as const;

/** Plays a tune, if the person wants sounds and the browser lets it. */
export function play(tune: keyof typeof TUNES): void {
  if (!soundsOn.peek()) return;
  try {
    context ??= new AudioContext();
    void context.resume();
    for (const [at, pitch] of TUNES[tune].entries()) tone(context, pitch, context.currentTime + at * 0.13);
  } catch {
    // No sound card, or not allowed yet.
  }
}

function tone(audio: AudioContext, pitch: number, at: number): void {
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.type = "sine";
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.12, at + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
  source.connect(volume).connect(audio.destination);
  source.start(at);
  source.stop(at + 0.25);
}
