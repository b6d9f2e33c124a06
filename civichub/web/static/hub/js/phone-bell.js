// Rings as a British telephone does: 400 and 450 Hz, twice for 0.4 s in every three seconds.

const TONES = [400, 450]
const RINGS = [0, 0.6]
const RING_SECONDS = 0.4
const AGAIN_MS = 3000
const LOUDNESS = 0.1

export class Bell {
  ring () {
    this.stop()
    this.audio ||= new AudioContext()
    this.audio.resume()
    this.#once()
    this.timer = window.setInterval(() => this.#once(), AGAIN_MS)
  }

  stop () {
    window.clearInterval(this.timer)
    this.audio?.suspend()
  }

  #once () {
    const gain = this.audio.createGain()
    gain.gain.value = LOUDNESS
    gain.connect(this.audio.destination)
    for (const start of RINGS) {
      for (const hz of TONES) {
        const tone = this.audio.createOscillator()
        tone.frequency.value = hz
        tone.connect(gain)
        tone.start(this.audio.currentTime + start)
        tone.stop(this.audio.currentTime + start + RING_SECONDS)
      }
    }
  }
}
