// The bar on other pages while a chat is open: says when somebody has written, and goes when the chat is over.

const bar = document.querySelector('[data-chat-bar]')
const words = bar.querySelector('[data-chat-bar-words]')
const token = bar.querySelector('[name="csrfmiddlewaretoken"]').value
const EVERY_MS = 10000

async function look () {
  if (document.hidden) return
  try {
    const answer = await fetch(bar.dataset.chatBar, { method: 'POST', headers: { 'X-CSRFToken': token } })
    if (!answer.ok) return
    const news = await answer.json()
    if (news.over) {
      words.textContent = 'It is over now.'
      window.clearInterval(timer)
      return
    }
    const said = news.unread ? `${news.unread} new` : news.place ? `You are number ${news.place} in line` : ''
    if (words.textContent !== said) words.textContent = said
  } catch { /* the page itself is there: the next look may work */ }
}

const timer = window.setInterval(look, EVERY_MS)
document.addEventListener('visibilitychange', look)
look()
