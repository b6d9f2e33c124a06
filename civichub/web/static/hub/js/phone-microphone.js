// The microphone: found, refused, unplugged, and found again.

const WISHES = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } }
const LOOK_MS = 3000

// `found` is given each track to speak into; `lost` is told why there is none: none, refused or insecure.
export function listen ({ found, lost }) {
  let track = null
  let asking = false

  async function take () {
    if (asking || track?.readyState === 'live') return
    if (!navigator.mediaDevices) return lost('insecure')
    asking = true
    try {
      const stream = await navigator.mediaDevices.getUserMedia(WISHES)
      track = stream.getAudioTracks()[0]
      track.addEventListener('ended', () => { track = null; lost('none') })
      found(track)
    } catch (error) {
      lost(error.name === 'NotAllowedError' ? 'refused' : 'none')
    }
    asking = false
  }

  async function count () {
    const devices = await navigator.mediaDevices.enumerateDevices()
    if (track && !devices.some((device) => device.kind === 'audioinput')) {
      track.stop()
      track = null
      lost('none')
    } else await take()
  }

  take()
  navigator.mediaDevices?.addEventListener('devicechange', count)
  window.setInterval(() => { if (!track) take() }, LOOK_MS)
  return { track: () => track }
}
