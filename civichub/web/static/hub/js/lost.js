// Says that a page of the desk is not connected and how old it is, asks until the hub is back, and then brings it up
// to date. A page that stands still must not look like a quiet day.

const bar = document.getElementById('hub-lost')
const words = bar.querySelector('[data-lost-words]')
const age = bar.querySelector('[data-lost-age]')
const ASK_MS = 3000
const ASK_WITHIN_MS = 4000
const REFRESH_MS = 10000
const HEARD_OF_EVERY_MS = 3000 // a stream that opens again within this was only handed to another process
let lostAt = 0
let streamLost = false
let asking = false
let refreshedAt = 0

function lose () { lostAt = lostAt || Date.now() }

function show () {
  const shown = lostAt > 0 && Date.now() - lostAt > HEARD_OF_EVERY_MS
  if (bar.hidden === shown) {
    bar.hidden = !shown
    words.textContent = shown ? 'Not connected. Do not leave this page: it comes back by itself.' : ''
  }
  if (!shown) return
  const seconds = Math.round((Date.now() - lostAt) / 1000)
  age.textContent = seconds < 120 ? `The figures are ${seconds} seconds old.` : `The figures are ${Math.floor(seconds / 60)} minutes old.`
}

function refresh () {
  refreshedAt = Date.now()
  document.querySelectorAll('[hx-trigger*="sse:resync"]').forEach((part) => window.htmx.trigger(part, 'sse:resync'))
}

// While the stream is away its news are fetched: behind a proxy the browser waits up to a minute before it opens it again.
async function ask () {
  if (asking || document.hidden || !(lostAt || streamLost)) return
  asking = true
  try {
    const answer = await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(ASK_WITHIN_MS) })
    if (!answer.ok) throw new Error(String(answer.status))
    if (lostAt || Date.now() - refreshedAt > REFRESH_MS) refresh()
    lostAt = 0
  } catch { lose() }
  asking = false
  show()
}

document.addEventListener('htmx:sseError', () => { streamLost = true; ask() })
document.addEventListener('htmx:sseOpen', () => { streamLost = false; lostAt = 0; show() })
document.addEventListener('htmx:sendError', () => { lose(); ask() })
document.addEventListener('htmx:responseError', (event) => { if (event.detail.xhr.status >= 502) { lose(); ask() } })
window.addEventListener('offline', lose)
window.addEventListener('online', ask)
document.addEventListener('visibilitychange', ask)
window.setInterval(ask, ASK_MS)
window.setInterval(show, 1000)
