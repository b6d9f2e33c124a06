// A call that was taken off the hook opens its contact by itself, once, in the tab that somebody looks at.

function open () {
  const call = document.querySelector('[data-opens]')
  if (!call || document.hidden || document.querySelector('dialog[open]')) return
  if (window.localStorage.getItem('hub-call-opened') === call.dataset.opensOnce) return
  window.localStorage.setItem('hub-call-opened', call.dataset.opensOnce)
  if (window.location.pathname !== call.dataset.opens) window.location.assign(call.dataset.opens)
}

document.addEventListener('hub:call', open)
document.addEventListener('htmx:afterSettle', open)
document.addEventListener('visibilitychange', open)
