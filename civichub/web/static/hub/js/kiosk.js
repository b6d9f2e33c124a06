// Watches over a kiosk: clears it when nobody is there, says when there is no connection, and leads to no other site. Links
// replace the page instead of adding to the history, so that "back" has nothing to show.

const guard = document.getElementById('kiosk-guard')
const { start, ping } = guard.dataset
const idleSeconds = Number(guard.dataset.idle)
const warningSeconds = Number(guard.dataset.warning)
const asks = document.getElementById('kiosk-idle')
const lost = document.getElementById('kiosk-offline')
const left = document.getElementById('kiosk-left')
const said = document.getElementById('kiosk-said')
const PING_EVERY = 5000
const SIGN_OF_LIFE_EVERY = 60000 // whoever runs the site is told of a kiosk that has stopped
let quietSince = Date.now()

async function reaches () {
  try {
    const answer = await fetch(ping, { cache: 'no-store', signal: AbortSignal.timeout(4000) })
    return answer.ok
  } catch { return false }
}

function showLost () {
  if (!lost.open) lost.showModal()
}

async function go (address) {
  if (await reaches()) window.location.replace(address)
  else showLost()
}

async function reset () {
  const form = document.getElementById('kiosk-reset')
  document.querySelector('main')?.replaceChildren()
  try {
    await fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' })
    window.location.replace(start)
  } catch { showLost() }
}

// Our other pages ask the browser to fill in a name or an email: here it would be that of somebody before.
function fillNothing () {
  for (const field of document.querySelectorAll('form, input, textarea, select')) field.setAttribute('autocomplete', 'off')
}

function still () {
  quietSince = Date.now()
}

for (const kind of ['pointerdown', 'keydown', 'input', 'scroll']) {
  document.addEventListener(kind, () => { if (!asks.open) still() }, { capture: true, passive: true })
}
document.getElementById('kiosk-stay').addEventListener('click', () => { asks.close(); still() })
document.getElementById('kiosk-go').addEventListener('click', reset)
asks.addEventListener('cancel', still)

setInterval(() => {
  const page = document.querySelector('[data-page]')
  if (lost.open || (page && page.dataset.page === 'start' && !asks.open)) return still()
  const over = (Date.now() - quietSince) / 1000 - idleSeconds
  if (over < 0) return
  if (!asks.open) asks.showModal()
  const seconds = Math.max(0, Math.ceil(warningSeconds - over))
  if (left.textContent !== String(seconds)) left.textContent = String(seconds)
  if (seconds === 0) { still(); reset() }
}, 250)

reaches()
setInterval(async () => {
  if (!await reaches()) showLost()
}, SIGN_OF_LIFE_EVERY)

setInterval(async () => {
  if (!lost.open) return
  if (await reaches()) { lost.close(); window.location.replace(start) }
}, PING_EVERY)

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]')
  if (!link || link.getAttribute('href').startsWith('#')) return
  if (link.origin !== window.location.origin || link.target || link.hasAttribute('download')) {
    event.preventDefault()
    event.stopImmediatePropagation()
    said.textContent = document.getElementById('kiosk-outside').textContent
    setTimeout(() => { said.textContent = '' }, 6000)
  } else if (!link.closest('[hx-boost="true"]') || link.getAttribute('hx-boost') === 'false') {
    event.preventDefault()
    event.stopImmediatePropagation()
    go(link.href)
  }
}, true)

document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.matches('[data-kiosk-reset]')) {
    event.preventDefault()
    event.stopImmediatePropagation()
    reset()
  } else if (!navigator.onLine) {
    event.preventDefault()
    event.stopImmediatePropagation()
    showLost()
  } else if (form.method === 'get') {
    event.preventDefault()
    const address = new URL(form.action)
    address.search = new URLSearchParams(new FormData(form, event.submitter)).toString()
    go(address.href)
  }
}, true)

for (const kind of ['htmx:sendError', 'htmx:timeout']) document.addEventListener(kind, showLost)
document.addEventListener('htmx:responseError', () => window.location.replace(start))
window.addEventListener('offline', showLost)
window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.replace(start) }) // a page kept whole
fillNothing()
document.addEventListener('htmx:afterSettle', () => {
  fillNothing()
  still()
  const page = document.getElementById('kiosk-page')
  if (!page) return
  document.documentElement.lang = guard.lang = page.lang
  for (const line of page.querySelectorAll('[data-for]')) document.getElementById(line.dataset.for).textContent = line.textContent
  const first = page.querySelector('.kiosk__error') || page.querySelector('h1')
  first.tabIndex = -1
  first.focus()
})
