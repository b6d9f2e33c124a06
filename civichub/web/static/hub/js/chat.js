// The resident's side of a chat without a page load: a long poll says that something has changed, then the page asks what.

const chat = document.querySelector('[data-chat]')
const { SHORT_MS, converse, pause } = await import(chat.dataset.conversation)
const title = document.title
let waitUrl = chat.dataset.wait
let unread = 0

function end () {
  talk.over = true
  window.location.reload()
}

const talk = converse(chat, {
  side: 'resident',
  label: 'You ',
  store: `hub-chat-${chat.dataset.chat}`,
  gone: end,
  heard (news, fresh) {
    if (fresh && document.hidden && news.heard) {
      unread += news.heard
      document.title = `(${unread}) ${title}`
    }
    if (news.over) end()
  }
})

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  unread = 0
  document.title = title
})

while (!talk.over) {
  if (talk.failures) {
    await pause(talk.again())
  } else if (waitUrl) {
    try {
      const answer = await fetch(`${waitUrl}?after=${talk.after}`, { signal: AbortSignal.timeout(45000) })
      if (answer.status === 204) { waitUrl = ''; continue }
      await answer.text()
    } catch {
      talk.reached(false)
      continue
    }
  } else {
    await pause(document.hidden ? SHORT_MS * 3 : SHORT_MS)
  }
  await talk.look()
  if (talk.queue.length) talk.flush()
}
