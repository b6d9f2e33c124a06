// A chat without a page load: a long poll says that something has changed, then the page asks what. Lines that could
// not be sent wait in this browser under a number of their own, so that nothing is lost and nothing sent twice.

const chat = document.querySelector('[data-chat]')
const list = chat.querySelector('[data-chat-lines]')
const scroller = list.parentElement
const standing = chat.querySelector('[data-chat-standing]')
const lost = chat.querySelector('[data-chat-lost]')
const seen = chat.querySelector('[data-chat-seen]')
const form = chat.querySelector('[data-chat-form]')
const box = form.querySelector('textarea')
const token = form.querySelector('[name="csrfmiddlewaretoken"]').value
const store = `hub-chat-${chat.dataset.chat}`
const title = document.title
const SHORT_MS = 3000
const LONGEST_MS = 20000
const AGAIN_MS = 8000
let after = Number(chat.dataset.after)
let waitUrl = chat.dataset.wait
let failures = 0
let typedAt = 0
let unread = 0
let asking = Promise.resolve()
let waitingLook = null
let typingDue = false
let sending = false
let over = false

function load () {
  try { return JSON.parse(window.localStorage.getItem(store)) || [] } catch { return [] }
}
let queue = load()

function keep () {
  try { window.localStorage.setItem(store, JSON.stringify(queue)) } catch { /* private windows have none */ }
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

function reached (yes) {
  failures = yes ? 0 : failures + 1
  lost.hidden = yes
}

// How long until the next try: longer from try to try, and not for everybody the same, so that they do not all come
// at the moment the hub is back.
function again () { return Math.min(1000 * 2 ** Math.min(failures, 4), AGAIN_MS) * (0.6 + 0.4 * Math.random()) }

function toEnd () { scroller.scrollTop = scroller.scrollHeight }

function showWaiting () {
  list.querySelectorAll('[data-waiting]').forEach((line) => line.remove())
  queue.forEach((one) => {
    const line = document.createElement('li')
    line.className = 'hub-chat__line hub-chat__line--resident hub-chat__line--waiting'
    line.dataset.waiting = one.id
    const who = document.createElement('p')
    who.className = 'hub-chat__who'
    who.textContent = 'You '
    const state = document.createElement('span')
    state.className = 'hub-chat__time'
    state.textContent = lost.hidden ? 'sending' : 'not sent yet'
    who.append(state)
    const text = document.createElement('p')
    text.className = 'hub-chat__text'
    text.dir = 'auto'
    text.textContent = one.text
    line.append(who, text)
    list.append(line)
  })
  if (queue.length) toEnd()
}

function showSeen (to) {
  const own = [...list.querySelectorAll('.hub-chat__line--resident[data-line]')]
  const last = own.at(-1)
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
  if (over) return
  try {
    const answer = await post(chat.dataset.news, { after, typing: typing ? '1' : '' })
    if (answer.status === 404) { over = true; window.location.reload(); return }
    if (!answer.ok) throw new Error(String(answer.status))
    const news = await answer.json()
    reached(true)
    if (news.after > after) {
      after = news.after
      const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80
      list.insertAdjacentHTML('beforeend', news.lines)
      if (atEnd) toEnd()
      if (document.hidden && news.heard) {
        unread += news.heard
        document.title = `(${unread}) ${title}`
      }
    }
    if (standing.innerHTML.trim() !== news.standing.trim()) standing.innerHTML = news.standing
    showSeen(news.seen_to)
    if (news.over) { over = true; window.location.reload() }
  } catch {
    reached(false)
  }
  showWaiting()
}

async function flush () {
  if (sending) return
  sending = true
  while (queue.length && !over) {
    const [one] = queue
    try {
      const answer = await post(form.action, { text: one.text, client_id: one.id })
      if (answer.status === 409) {
        const { problem } = await answer.json()
        queue.shift()
        box.value = [one.text, box.value].filter(Boolean).join('\n')
        say(problem)
      } else if (answer.ok) {
        queue.shift()
      } else {
        throw new Error(String(answer.status))
      }
      keep()
      look()
    } catch {
      reached(false)
      showWaiting()
      await pause(again())
    }
  }
  sending = false
}

function say (words) {
  document.getElementById('hub-announcer').textContent = words
  const problem = chat.querySelector('.govuk-error-message') || document.createElement('p')
  problem.className = 'govuk-error-message'
  problem.textContent = words
  form.before(problem)
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const text = box.value.trim()
  if (!text) return
  chat.querySelector('.govuk-error-message')?.remove()
  queue.push({ id: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`.slice(0, 40), text })
  box.value = ''
  keep()
  showWaiting()
  flush()
  box.focus()
})

box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  form.requestSubmit()
})

box.addEventListener('input', () => {
  if (Date.now() - typedAt < SHORT_MS) return
  typedAt = Date.now()
  look(true)
})

const files = chat.querySelector('[data-chat-file]')
files.addEventListener('submit', async (event) => {
  event.preventDefault()
  const chosen = files.querySelector('[type="file"]')
  if (!chosen.files.length) return say('Choose a file first.')
  try {
    const answer = await post(files.action, { file: chosen.files[0], client_id: `${Date.now()}-${Math.random()}`.slice(0, 40) })
    const { problem } = await answer.json()
    if (problem) return say(problem)
    chosen.value = ''
    chat.querySelector('.govuk-error-message')?.remove()
    await look()
  } catch {
    say('The file was not sent, because the connection is lost. Try again in a moment.')
  }
})

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  unread = 0
  document.title = title
  look()
})
window.addEventListener('online', () => { failures = 0; look(); flush() })
window.addEventListener('offline', () => { reached(false); showWaiting() })

async function follow () {
  while (!over) {
    if (failures) {
      await pause(again())
    } else if (waitUrl) {
      try {
        const answer = await fetch(`${waitUrl}?after=${after}`, { signal: AbortSignal.timeout(45000) })
        if (answer.status === 204) { waitUrl = ''; continue }
        await answer.text()
      } catch {
        reached(false)
        continue
      }
    } else {
      await pause(document.hidden ? SHORT_MS * 3 : SHORT_MS)
    }
    await look()
    if (queue.length) flush()
  }
}

toEnd()
showWaiting()
flush()
follow()
