/** A sound that could not begin within this is no longer worth hearing. */
const LATEST_MS = 1500;

/** Two soft tones, as soon as the browser lets the page be heard. */
export function playTones(audio: AudioContext): void {
  const asked = Date.now();
  void audio.resume().then(() => {
    if (Date.now() - asked > LATEST_MS) return;
    for (const [index, pitch] of [660, 880].entries()) tone(audio, pitch, index * 0.14);
  });
}

function tone(audio: AudioContext, pitch: number, delay: number): void {
  const start = audio.currentTime + delay;
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
  const oscillator = audio.createOscillator();
  oscillator.frequency.value = pitch;
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.32);
}
