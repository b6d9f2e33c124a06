// One chat at the desk: canned text after "/", the keys, and the desk's stream that says when something has changed.

const chat = document.querySelector('[data-desk-chat]')
const { SHORT_MS, converse } = await import(chat.dataset.conversation)
const ALL_THE_SAME_MS = 15000

const talk = converse(chat, {
  side: 'advisor',
  store: `hub-desk-chat-${chat.dataset.deskChat}`,
  sent () { document.body.dispatchEvent(new CustomEvent('hub:chats')) },
  heard (news) {
    const changed = news.over !== chat.hasAttribute('data-over') || news.answers !== chat.hasAttribute('data-answers')
    if (changed && !talk.queue.length && !(box && box.value.trim())) window.location.reload()
  }
})
const { box, form } = talk

// Canned text: "/" and some letters at the beginning of what is written; arrows choose, Enter takes, Escape leaves.
const canned = form?.querySelector('[data-canned]')
let chosen = -1

function offered () { return [...canned.children].filter((one) => !one.hidden) }

function mark (index) {
  const rows = offered()
  chosen = rows.length ? (index + rows.length) % rows.length : -1
  ;[...canned.children].forEach((one) => one.setAttribute('aria-selected', String(one === rows[chosen])))
  if (chosen < 0) return box.removeAttribute('aria-activedescendant')
  box.setAttribute('aria-activedescendant', rows[chosen].id)
  rows[chosen].scrollIntoView({ block: 'nearest' })
}

function search () {
  const words = box.value.startsWith('/') ? box.value.slice(1).toLowerCase() : null
  ;[...canned.children].forEach((one) => {
    const about = `${one.dataset.shortcutOf} ${one.textContent}`.toLowerCase()
    one.hidden = words === null || !about.includes(words)
  })
  // What the resident reads comes first, then the shortcut that was typed.
  const rank = (one) => 2 * (one.dataset.language === box.dataset.language) + one.dataset.shortcutOf.startsWith(words)
  const rows = offered().sort((a, b) => rank(b) - rank(a))
  rows.forEach((one) => canned.append(one))
  canned.hidden = !rows.length
  mark(rows.length ? 0 : -1)
}

function take (one) {
  box.value = one.querySelector('[data-text]').textContent
  canned.hidden = true
  mark(-1)
  box.focus()
}

if (form) {
  form.addEventListener('submit', () => { canned.hidden = true })
  // Before Enter sends what is typed it takes what is marked.
  form.addEventListener('keydown', (event) => {
    if (event.target !== box || event.isComposing || canned.hidden || event.altKey) return
    if (!['ArrowDown', 'ArrowUp', 'Enter', 'Escape'].includes(event.key)) return
    event.preventDefault()
    if (event.key === 'Escape') canned.hidden = true
    else if (event.key === 'Enter') take(offered()[Math.max(chosen, 0)])
    else mark(chosen + (event.key === 'ArrowDown' ? 1 : -1))
  }, true)
  box.addEventListener('input', search)
  canned.addEventListener('mousedown', (event) => event.preventDefault())
  canned.addEventListener('click', (event) => {
    const one = event.target.closest('li')
    if (one) take(one)
  })
}

// Alt with the arrows goes from chat to chat, also while one writes.
document.addEventListener('keydown', (event) => {
  if (!event.altKey || !['ArrowDown', 'ArrowUp'].includes(event.key)) return
  const links = [...document.querySelectorAll('[data-chat-of-mine]')]
  if (!links.length) return
  event.preventDefault()
  const now = links.findIndex((link) => link.getAttribute('aria-current'))
  links[(now + (event.key === 'ArrowDown' ? 1 : -1) + links.length) % links.length].click()
})

// The desk's stream says when something has changed; the clock is for a server without one, and for what was missed.
document.body.addEventListener('htmx:sseMessage', (event) => {
  if (['chats', 'desk', 'resync'].includes(event.detail.type)) talk.look()
})
document.body.addEventListener('htmx:sseError', () => talk.look())
window.setInterval(() => {
  if (document.hidden) return
  talk.look()
  if (!chat.dataset.live) document.body.dispatchEvent(new CustomEvent('hub:chats'))
}, chat.dataset.live ? ALL_THE_SAME_MS : SHORT_MS)
talk.look()
