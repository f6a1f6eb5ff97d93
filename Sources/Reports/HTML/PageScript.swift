/// What a page does beyond what HTML does by itself: a box that filters a long list of features, and a link that opens what it leads
/// to. Without it all is there.
enum PageScript {
    /// Of `text`, for the page's content security policy: `openssl dgst -sha256 -binary | base64`. A test holds it to the script.
    static let digest = "sha256-YWmuEX9PnEN4u22sFogsTGd/4kqrL/gL2jKKILNevYw="

    static let text = """
        (() => {
        const box = document.getElementById('filter')
        if (box) {
          const rows = [...document.querySelectorAll('details.f')], said = document.getElementById('found')
          const names = rows.map((row) => row.dataset.name.toLowerCase())
          box.closest('p').hidden = false
          box.addEventListener('input', () => {
            const wanted = box.value.trim().toLowerCase()
            let found = 0
            rows.forEach((row, index) => { row.hidden = !names[index].includes(wanted); found += row.hidden ? 0 : 1 })
            if (wanted) document.querySelectorAll('details.rest').forEach((rest) => { rest.open = true })
            said.textContent = wanted ? found + ' of ' + rows.length : ''
          })
        }
        const reveal = () => {
          const row = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest('details')
          for (let one = row; one; one = one.parentElement?.closest('details')) one.open = true
        }
        addEventListener('hashchange', reveal)
        reveal()
        })()
        """
}
