// The desk's live parts: the menu on a narrow screen, the contact's timer, bulk selection, row movement, and
// fragments that stop while nobody looks and tell screen readers when they change.

document.querySelectorAll('.hub-rail__toggle').forEach((button) => {
  button.addEventListener('click', () => {
    button.setAttribute('aria-expanded', String(button.getAttribute('aria-expanded') !== 'true'))
  })
})

function clock (seconds) {
  const rest = Math.max(0, Math.floor(seconds))
  const parts = [Math.floor(rest / 60) % 60, rest % 60].map((part) => String(part).padStart(2, '0'))
  const hours = Math.floor(rest / 3600)
  return (hours ? `${hours}:` : '') + parts.join(':')
}

// The server says when the contact began; the difference of the two machines' clocks is small beside a call.
function tick () {
  document.querySelectorAll('[data-timer-from]').forEach((timer) => {
    if (timer.hasAttribute('data-timer-stopped') && timer.textContent.trim()) return
    const seconds = (Date.now() - Date.parse(timer.dataset.timerFrom)) / 1000 - Number(timer.dataset.timerLess || 0)
    timer.textContent = clock(seconds)
  })
}
tick()
window.setInterval(() => { if (!document.hidden) tick() }, 1000)

function count (form) {
  const rows = [...form.querySelectorAll('[data-bulk-row]')]
  const chosen = rows.filter((row) => row.checked)
  rows.forEach((row) => row.closest('tr')?.classList.toggle('hub-row--selected', row.checked))
  const noun = form.dataset.bulk
  const several = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`
  const words = chosen.length === 0 ? `No ${noun} chosen` : `${chosen.length} ${chosen.length === 1 ? noun : several} chosen`
  form.querySelectorAll('[data-bulk-count]').forEach((line) => { if (line.textContent !== words) line.textContent = words })
  form.querySelectorAll('[data-bulk-all]').forEach((box) => {
    box.checked = rows.length > 0 && chosen.length === rows.length
    box.indeterminate = chosen.length > 0 && chosen.length < rows.length
  })
}
document.addEventListener('change', (event) => {
  const form = event.target.closest?.('form[data-bulk]')
  if (!form) return
  if (event.target.matches('[data-bulk-all]')) {
    form.querySelectorAll('[data-bulk-row]').forEach((row) => { row.checked = event.target.checked })
  }
  count(form)
  if (!form.querySelector('[data-bulk-row]:checked')) document.body.dispatchEvent(new CustomEvent('hub:visible'))
})
document.querySelectorAll('form[data-bulk]').forEach(count)

const ROWS = '.hub-table tbody tr, .hub-rows > li, .hub-likely > li'
// j and k move from row to row of a list, as every ticket desk has it; x chooses the row.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
  if (document.body.dataset.shortcuts === 'off' || window.localStorage.getItem('hub-single-keys') === 'off') return
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== 'checkbox') return
  if (!['j', 'k', 'x'].includes(event.key)) return
  const links = [...document.querySelectorAll(ROWS)].map((row) => row.querySelector('a')).filter(Boolean)
  const row = document.activeElement.closest?.(ROWS)
  if (event.key === 'x') {
    row?.querySelector('[data-bulk-row]')?.click()
    return
  }
  const now = links.findIndex((link) => link.closest(ROWS) === row)
  const next = links[now === -1 ? 0 : now + (event.key === 'j' ? 1 : -1)]
  next?.focus()
})

// Somebody who has opened a form in a live part, types, has chosen rows or marked words there would lose that.
function isBusy (part) {
  const marked = window.getSelection()
  return Boolean(part.querySelector('details[open] form, [data-bulk-row]:checked, textarea:focus, select:focus, input:focus:not([type="checkbox"])')) ||
    (!marked.isCollapsed && part.contains(marked.anchorNode))
}

// A fragment with data-announce tells its words when it has changed; one with data-live asks nothing while hidden.
const announcer = document.getElementById('hub-announcer')
document.addEventListener('htmx:afterSwap', (event) => {
  const words = event.detail.target.dataset.announce
  if (!words || (event.detail.target.hasAttribute('data-live') && words === announcer.textContent)) return
  announcer.textContent = ''
  window.setTimeout(() => { announcer.textContent = words }, 100)
})
document.addEventListener('htmx:beforeRequest', (event) => {
  const part = event.detail.elt
  if (!part.hasAttribute('data-live')) return
  if (document.hidden || isBusy(part)) event.preventDefault()
})
// A live part is made anew under whoever works in it by keyboard: the focus goes to what stands there now in its place.
// What has an id of its own htmx sees to.
let focused = ''
function nameOf (element) {
  const row = element.closest('tr, li')?.querySelector('form, a[href]')
  return [element.tagName, element.textContent.trim(), element.getAttribute('href'), row?.getAttribute('action') || row?.getAttribute('href')].join('|')
}
document.addEventListener('htmx:beforeSwap', (event) => {
  const now = document.activeElement
  focused = event.detail.target.contains(now) && now.closest('[data-live]') && !now.id ? nameOf(now) : ''
})
document.addEventListener('htmx:afterSettle', () => {
  if (!focused || document.activeElement !== document.body) return
  const places = [...document.querySelectorAll('[data-live] :is(a[href], button, summary)')]
  places.find((element) => nameOf(element) === focused)?.focus({ preventScroll: true })
  focused = ''
})
document.addEventListener('toggle', (event) => {
  const part = event.target.closest('[data-live]')
  if (part && !event.target.open) document.body.dispatchEvent(new CustomEvent('hub:visible'))
}, true)
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) document.body.dispatchEvent(new CustomEvent('hub:visible'))
})
