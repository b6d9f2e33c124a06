// Starts GOV.UK's components, and MOJ's and the map where the page has any. The addresses come from the script tag,
// because the static files' names carry a hash that only the server knows.
const addresses = document.getElementById('hub-start').dataset

const govuk = await import(addresses.govuk)
govuk.initAll()

if (document.querySelector('[data-module^="moj-"]')) {
  const moj = await import(addresses.moj)
  moj.initAll()
}

if (document.querySelector('[data-hub-map]')) {
  const sheet = document.createElement('link')
  sheet.rel = 'stylesheet'
  sheet.href = addresses.leafletCss
  document.head.append(sheet)
  const script = document.createElement('script')
  script.src = addresses.leaflet
  await new Promise((resolve, reject) => {
    script.addEventListener('load', resolve)
    script.addEventListener('error', reject)
    document.head.append(script)
  })
  const { startMap } = await import(addresses.map)
  document.querySelectorAll('[data-hub-map]').forEach((element) => startMap(element, window.L))
}

// New parts of the page that htmx brings get the same components.
document.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) govuk.initAll({ scope: event.detail.elt })
})
