// One chat at the desk: new lines as they come, sending without a page load, canned text after "/", and the keys.
// Lines that could not be sent wait in this browser under a number of their own, as on the resident's side.

const chat = document.querySelector('[data-desk-chat]')
const list = chat.querySelector('[data-chat-lines]')
const scroller = list.parentElement
const standing = chat.querySelector('[data-chat-standing]')
const lost = chat.querySelector('[data-chat-lost]')
const seen = chat.querySelector('[data-chat-seen]')
const form = chat.querySelector('[data-chat-form]')
const box = form?.querySelector('textarea')
const token = document.querySelector('[name="csrfmiddlewaretoken"]')?.value || ''
const store = `hub-desk-chat-${chat.dataset.deskChat}`
const SHORT_MS = 3000
const ALL_THE_SAME_MS = 15000
const LONGEST_MS = 20000
let after = Number(chat.dataset.after)
let failures = 0
let typedAt = 0
let asking = Promise.resolve()
let waitingLook = null
let typingDue = false
let sending = false
let queue = []
try { queue = JSON.parse(window.localStorage.getItem(store)) || [] } catch { /* private windows have none */ }

function keep () {
  try { window.localStorage.setItem(store, JSON.stringify(queue)) } catch { /* the same */ }
}

// Some time, or until the network is back.
function pause (ms) {
  return new Promise((resolve) => {
    const end = () => {
      window.clearTimeout(timer)
      window.removeEventListener('online', end)
      resolve()
    }
    const timer = window.setTimeout(end, ms)
    window.addEventListener('online', end)
  })
}

function post (url, fields) {
  const body = new FormData()
  Object.entries(fields).forEach(([name, value]) => body.append(name, value))
  const headers = { 'X-CSRFToken': token, Accept: 'application/json' }
  return fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(LONGEST_MS) })
}

function toEnd () { scroller.scrollTop = scroller.scrollHeight }

function showWaiting () {
  list.querySelectorAll('[data-waiting]').forEach((line) => line.remove())
  queue.forEach((one) => {
    const line = document.createElement('li')
    line.className = 'hub-chat__line hub-chat__line--advisor hub-chat__line--waiting'
    line.dataset.waiting = one.id
    const text = document.createElement('p')
    text.className = 'hub-chat__text'
    text.textContent = one.text
    const state = document.createElement('p')
    state.className = 'hub-chat__who'
    state.textContent = lost.hidden ? 'Sending' : 'Not sent yet'
    line.append(state, text)
    list.append(line)
  })
  if (queue.length) toEnd()
}

function showSeen (to) {
  const last = [...list.querySelectorAll('.hub-chat__line--advisor[data-line]')].at(-1)
  const read = Boolean(last) && Number(last.dataset.line) <= to
  seen.hidden = !read
  seen.textContent = read ? 'Read' : ''
}

// Asks one at a time. Whoever wants to know while a question waits to be asked shares its answer, so that a slow
// server is never asked more than once behind what it answers already.
function look (typing = false) {
  typingDue = typingDue || typing
  if (waitingLook) return waitingLook
  waitingLook = asking.then(() => {
    waitingLook = null
    const said = typingDue
    typingDue = false
    return ask(said)
  })
  asking = waitingLook
  return asking
}

async function ask (typing) {
  try {
    const answer = await post(chat.dataset.news, { after, typing: typing ? '1' : '' })
    if (!answer.ok) throw new Error(String(answer.status))
    const news = await answer.json()
    failures = 0
    lost.hidden = true
    if (news.after > after) {
      after = news.after
      list.insertAdjacentHTML('beforeend', news.lines)
      toEnd()
    }
    if (standing.innerHTML.trim() !== news.standing.trim()) standing.innerHTML = news.standing
    showSeen(news.seen_to)
    const changed = news.over !== chat.hasAttribute('data-over') || news.answers !== chat.hasAttribute('data-answers')
    if (changed && !queue.length && !(box && box.value.trim())) window.location.reload()
  } catch {
    failures += 1
    lost.hidden = false
  }
  showWaiting()
}

function say (words) {
  document.getElementById('hub-announcer').textContent = words
  const problem = chat.querySelector('.govuk-error-message') || document.createElement('p')
  problem.className = 'govuk-error-message'
  problem.textContent = words
  form.before(problem)
}

async function flush () {
  if (sending || !form) return
  sending = true
  while (queue.length) {
    const [one] = queue
    try {
      const answer = await post(form.action, { text: one.text, client_id: one.id })
      if (answer.status === 409) {
        queue.shift()
        box.value = one.text
        say((await answer.json()).problem)
      } else if (answer.ok) {
        queue.shift()
      } else {
        throw new Error(String(answer.status))
      }
      keep()
      look()
      document.body.dispatchEvent(new CustomEvent('hub:chats'))
    } catch {
      failures += 1
      lost.hidden = false
      showWaiting()
      await pause(Math.min(1000 * 2 ** Math.min(failures, 3), LONGEST_MS))
    }
  }
  sending = false
}

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
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = box.value.trim()
    if (!text) return
    chat.querySelector('.govuk-error-message')?.remove()
    queue.push({ id: `${Date.now()}-${Math.random()}`.slice(0, 40), text })
    box.value = ''
    canned.hidden = true
    keep()
    showWaiting()
    flush()
    box.focus()
  })
  box.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if (!canned.hidden && ['ArrowDown', 'ArrowUp', 'Enter', 'Escape'].includes(event.key) && !event.altKey) {
      event.preventDefault()
      if (event.key === 'Escape') canned.hidden = true
      else if (event.key === 'Enter') take(offered()[Math.max(chosen, 0)])
      else mark(chosen + (event.key === 'ArrowDown' ? 1 : -1))
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      form.requestSubmit()
    }
  })
  box.addEventListener('input', () => {
    search()
    if (Date.now() - typedAt < SHORT_MS) return
    typedAt = Date.now()
    look(true)
  })
  canned.addEventListener('mousedown', (event) => event.preventDefault())
  canned.addEventListener('click', (event) => {
    const one = event.target.closest('li')
    if (one) take(one)
  })
  const files = chat.querySelector('[data-chat-file]')
  files.addEventListener('submit', async (event) => {
    event.preventDefault()
    const one = files.querySelector('[type="file"]')
    if (!one.files.length) return say('Choose a file first.')
    try {
      const answer = await post(files.action, { file: one.files[0], client_id: `${Date.now()}-${Math.random()}`.slice(0, 40) })
      const { problem } = await answer.json()
      if (problem) return say(problem)
      one.value = ''
      await look()
    } catch {
      say('The file was not sent, because the connection is lost. Try again in a moment.')
    }
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
  if (['chats', 'desk', 'resync'].includes(event.detail.type)) look()
})
const everySoOften = chat.dataset.live ? ALL_THE_SAME_MS : SHORT_MS
window.setInterval(() => {
  if (document.hidden) return
  look()
  if (!chat.dataset.live) document.body.dispatchEvent(new CustomEvent('hub:chats'))
}, everySoOften)
document.addEventListener('visibilitychange', () => { if (!document.hidden) look() })
document.body.addEventListener('htmx:sseError', () => look())
window.addEventListener('online', () => { failures = 0; look(); flush() })
window.addEventListener('offline', () => { lost.hidden = false; showWaiting() })

toEnd()
showWaiting()
flush()
look()
